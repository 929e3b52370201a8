import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const NOT_PAGES = ['_headers', '_redirects', '_nginx.conf'];

/**
 * Writes `_nginx.conf`, to be included in an nginx `server` whose `root` is the folder of the built pages: headers,
 * compression, the 404 page, and the proxy of `/api` and `/s`.
 * @param {string} dist
 * @param {{headers: Record<string, string>, forEver: Record<string, string>, service: string}} options
 */
export async function writeNginxOutput(dist, { headers, forEver, service }) {
  // In nginx, a location with an `add_header` inherits none, so each location repeats all of them.
  const always = Object.entries(headers).map(([name, value]) => addHeader(name, value, ' always'));
  // Without `always`, nginx adds a header only to successful responses: a missing file may exist after the next build.
  const kept = Object.entries(forEver).map(([name, value]) => addHeader(name, value));
  const lines = [
    '# Made by the build. Include it in a server block whose root is this folder.',
    'charset utf-8;',
    'server_tokens off;',
    'absolute_redirect off;',
    'error_page 404 /404.html;',
    'gzip on;',
    'gzip_vary on;',
    'gzip_proxied any;',
    'gzip_types text/css text/plain text/xml application/javascript application/json application/xml image/svg+xml;',
    ...NOT_PAGES.map((file) => `location = /${file} { return 404; }`),
    ...location('/_astro/', [...always, ...kept, 'try_files $uri =404;']),
    // nginx has no type for a web app manifest.
    ...location('~ [.]webmanifest$', [...always, 'types { }', 'default_type application/manifest+json;', 'try_files $uri =404;']),
    ...location('/', [...always, addHeader('Cache-Control', 'no-cache', ' always'), 'try_files $uri $uri.html $uri/index.html =404;']),
    ...['/api/', '/s/'].flatMap((path) =>
      location(path, [
        `proxy_pass ${service};`,
        'proxy_http_version 1.1;',
        'proxy_set_header Host $host;',
        'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
        'client_max_body_size 1m;',
      ]),
    ),
  ];
  await writeFile(join(dist, '_nginx.conf'), `${lines.join('\n')}\n`);
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} [when]
 */
function addHeader(name, value, when = '') {
  return `add_header ${name} "${value.replaceAll('"', String.raw`\"`)}"${when};`;
}

/**
 * @param {string} path
 * @param {string[]} directives
 */
function location(path, directives) {
  return [`location ${path} {`, ...directives.map((directive) => `  ${directive}`), '}'];
}
