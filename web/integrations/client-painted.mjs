/**
 * `client:painted`: an island that wakes once the page has been painted, so that nobody waits for its script to read.
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
