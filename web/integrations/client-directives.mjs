/**
 * `client:painted`: hydrate an island after the first paint, so that its script does not delay the page.
 * `client:page`: the page's own script hydrates the island (`src/scripts/signed-in-page.ts`).
 * @returns {import('astro').AstroIntegration}
 */
export function clientDirectives() {
  return {
    name: 'client-directives',
    hooks: {
      'astro:config:setup': ({ addClientDirective }) => {
        for (const name of ['painted', 'page']) addClientDirective({ name, entrypoint: `./integrations/client-${name}.directive.mjs` });
      },
    },
  };
}
