/** The parts of the site, by the islands and scripts that they start from. What starts elsewhere is public and light. */
const PARTS = [
  { name: 'account', start: /\/islands\/Account(Security)?\.tsx$/ },
  { name: 'dashboard', start: /\/islands\/Dashboard\.tsx$/ },
  { name: 'signed-in', start: /\/islands\/|\/layouts\/App\.astro/ },
  { name: 'auth', start: /\/features\/auth\// },
];
const PUBLIC = 'public';

/** @typedef {import('vite').Rolldown.ChunkingContext} Graph */

/**
 * What several pages need from the start comes as one file instead of many small ones: fewer requests, and it is
 * compressed as a whole. Without this, each module that something fetched later needs too is a file of its own.
 * @returns {import('astro').AstroIntegration}
 */
export function sharedChunks() {
  const source = /\/src\/.*\.tsx?$/;
  const groups = [{ name: chunkOf, test: source, includeDependenciesRecursively: false }];
  const build = { rolldownOptions: { output: { codeSplitting: { groups } } } };
  return {
    name: 'shared-chunks',
    hooks: {
      'astro:config:setup': ({ updateConfig }) => {
        updateConfig({ vite: { environments: { client: { build } }, plugins: [extensibleEntries()] } });
      },
    },
  };
}

/** Files may hold more than their entry exports: needed by groups that leave out dependencies, and not set by Astro. */
function extensibleEntries() {
  return {
    name: 'extensible-entries',
    /** @param {import('vite').Rolldown.InputOptions} given */
    options: (given) => ({ ...given, preserveEntrySignatures: /** @type {const} */ ('allow-extension') }),
  };
}

/**
 * The file that a module goes into; null leaves it to the bundler, as what another part fetches later. What a module
 * imports is needed by at least the same parts, so no two files ever need each other.
 * @param {string} id
 * @param {Graph} graph
 */
function chunkOf(id, graph) {
  const parts = partsOf(id, graph, (info) => info.importers);
  const soonerOrLater = partsOf(id, graph, (info) => [...info.importers, ...info.dynamicImporters]);
  if (parts.has(PUBLIC) || soonerOrLater.size > parts.size) return null;
  if (parts.has('auth')) return parts.has('account') && parts.has('dashboard') ? 'interactive' : null;
  if (parts.size > 1) return 'signed-in';
  return parts.has('account') ? 'account' : null;
}

/**
 * The parts of the site that need a module: by its importers, and theirs.
 * @param {string} id
 * @param {Graph} graph
 * @param {(info: import('vite').Rolldown.ModuleInfo) => string[]} importersOf
 */
function partsOf(id, graph, importersOf) {
  /** @type {Set<string>} */
  const parts = new Set();
  const modules = new Set([id]);
  // A set goes on to what is added on the way.
  for (const module of modules) {
    const info = graph.getModuleInfo(module);
    if (info?.isEntry) parts.add(PARTS.find(({ start }) => start.test(module))?.name ?? PUBLIC);
    for (const importer of info ? importersOf(info) : []) modules.add(importer);
  }
  return parts;
}
