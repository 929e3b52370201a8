// Runs inline, before anything can be pressed: a button pressed before its island is alive (a form's by Enter, too) is
// pressed again once it is. Until then the island is marked as busy.
const pressed = new Map();

document.addEventListener(
  'click',
  ({ target }) => {
    const button = target instanceof Element && target.closest('button');
    const island = button && button.closest('astro-island[ssr]');
    if (!island) return;
    pressed.set(island, button);
    island.setAttribute('aria-busy', 'true');
  },
  true,
);

document.addEventListener(
  'astro:hydrate',
  ({ target: island }) => {
    const button = pressed.get(island);
    if (!button || !(island instanceof Element)) return;
    pressed.delete(island);
    island.removeAttribute('aria-busy');
    button.click();
  },
  true,
);
