// Runs inline, before anything can be pressed: a button pressed before its island is alive (a form's by Enter, too) is
// pressed again once it is. Until then the island is marked as busy.
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
