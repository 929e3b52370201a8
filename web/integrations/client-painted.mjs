/**
 * `client:painted`: hydrate an island after the first paint, so that its script does not delay the page.
 * @returns {import('astro').AstroIntegration}
 */
export function clientPainted() {
  return {
    name: 'client-painted',
    hooks: {
      'astro:config:setup': ({ addClientDirective }) => {
        addClientDirective({ name: 'painted', entrypoint: './integrations/client-painted.directive.mjs' });
      },
    },
  };
}
