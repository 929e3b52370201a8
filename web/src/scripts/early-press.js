// Runs inline before the page is interactive. A click (or Enter in a form) before its island is hydrated is repeated after the
// hydration. Until then the island is marked as busy.
{
  const pressed = new Map();
  addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element && target.closest('button');
      const island = button && button.closest('astro-island[ssr]');
      if (!island) return;
      pressed.set(island, button);
      island.ariaBusy = 'true';
    },
    true,
  );
  addEventListener(
    'astro:hydrate',
    ({ target: island }) => {
      if (!(island instanceof Element)) return;
      island.ariaBusy = null;
      pressed.get(island)?.click();
    },
    true,
  );
}
