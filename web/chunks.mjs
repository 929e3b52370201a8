const STUDIO = /src[\\/](islands[\\/]Dashboard\.tsx$|pages[\\/]dashboard\.astro)/;
const RESULT = /src[\\/]features[\\/]generator[\\/]KnownSet\.tsx$/;
const LIBRARY = /src[\\/]features[\\/]library[\\/]Library\.tsx$/;

/**
 * Modules that this part of the dashboard needs at once and no other page uses. Dialogs, which are loaded later, use many of them too,
 * so the bundler would make a file of each.
 * @param {string} name
 * @param {RegExp} root
 * @returns {import('rolldown').CodeSplittingNameFunction}
 */
function partOfDashboard(name, root) {
  return (id, context) => {
    const users = usersOf(id, context, ({ importers }) => importers);
    const entries = usersOf(id, context, ({ importers, dynamicImporters }) => [...importers, ...dynamicImporters]);
    const foreign = entries.some((user) => context.getModuleInfo(user)?.isEntry && !STUDIO.test(user));
    return users.some((user) => root.test(user)) && !foreign ? name : null;
  };
}

/**
 * The module, its users, and theirs.
 * @param {string} id
 * @param {import('rolldown').ChunkingContext} context
 * @param {(info: import('rolldown').ModuleInfo) => string[]} direct
 */
function usersOf(id, context, direct) {
  const users = new Set([id]);
  // A Set also visits what is added meanwhile.
  for (const user of users) {
    const info = context.getModuleInfo(user);
    if (info) direct(info).forEach((other) => users.add(other));
  }
  return [...users];
}

/**
 * Bundles modules that pages load together: many small files cost requests, and each is compressed separately. The
 * bundler splits all other modules. A module and its imports go into the group with the highest priority, so groups for
 * public pages come before those for signed-in pages. Do not list modules with side effects, other than those of every page.
 * Do not list a module that a page loads on demand: all pages would get a helper for that, in one more file. The files of the
 * dashboard have similar sizes, because a browser loads several at once, and the largest decides when the page is ready.
 */
export const chunks = [
  { name: 'islands', test: /node_modules[\\/](preact|@astrojs[\\/]preact)[\\/]|src[\\/](react\.ts|components[\\/](Button|EmptyState|ErrorBoundary|Form|Notice|TextField)\.tsx|lib[\\/](form|visible)\.ts)/, priority: 2 },
  { name: 'visitor', test: /preload-helper|src[\\/](scripts[\\/](every-page|older-browsers|theme-switch)|components[\\/]button-class|lib[\\/](motion|painted|visitor|supabase[\\/]auth))\b/, priority: 3 },
  { name: 'sign-in', test: /src[\\/](components[\\/]PasswordField|texts[\\/]\w+[\\/]login|features[\\/]auth[\\/](AuthHeading|LoginSignupLink|OAuthProviders|auth-fields|auth-errors|api(-login)?\.ts))/, priority: 1 },
  { name: 'shop', test: /src[\\/](lib[\\/](billing|catalogue|checkout-error|money|plan-offers|remove-params|service|subscription-state|translations|web-address)\.ts|texts[\\/]\w+[\\/](app|billing)\.ts)$/, priority: 2 },
  { name: 'signed-in', test: /src[\\/](components[\\/](Avatar|ConfirmDialog|ConnectionNotice|Dialog|ErrorState|Popover|Toasts)\.tsx|lib[\\/](count-to|database-changes|file-drag|generations|keyboard-shortcuts|media|place|profile|session|supabase[\\/](database|first-rows)|swipe|toasts|use-read)\.ts|features[\\/](auth[\\/]AvatarMenu|credits[\\/](CreditsPill|lazy-next-month)|generator[\\/](api|notify-ended))\.tsx?|islands[\\/](AccountNav|Connection)\.tsx|scripts[\\/]signed-in-page\.ts|texts[\\/]\w+[\\/](generation-ended|share)\.ts)$/ },
  { name: 'quota', test: /src[\\/](lib[\\/]upload-quota\.ts|texts[\\/]\w+[\\/]uploads\.ts)$/ },
  { name: 'next-month', test: /src[\\/](features[\\/]credits[\\/]NextMonth\.tsx|(lib|texts[\\/]\w+)[\\/]next-month\.ts)$/ },
  { name: 'subscriptions', test: /src[\\/]lib[\\/]subscriptions\.ts$/ },
  { name: partOfDashboard('fields', STUDIO), test: /src[\\/]features[\\/]generator[\\/](FormFields|ImageInput|InputControl|ShapeControl)/ },
  { name: partOfDashboard('studio', STUDIO), test: /src[\\/]/ },
  { name: partOfDashboard('result', RESULT), test: /src[\\/]/ },
  { name: partOfDashboard('library', LIBRARY), test: /src[\\/]/ },
  { name: 'account', test: /src[\\/]islands[\\/]Account\.tsx$/ },
];
