const STUDIO = /src[\\/]islands[\\/]Dashboard\.tsx$/;

/**
 * Modules that the dashboard loads at once and no other page uses. Its dialogs, which it loads later, use many of them too, so the
 * bundler would make a file of each.
 * @type {import('rolldown').CodeSplittingNameFunction}
 */
function studio(id, context) {
  const users = usersOf(id, context, ({ importers }) => importers);
  const entries = usersOf(id, context, ({ importers, dynamicImporters }) => [...importers, ...dynamicImporters]);
  const foreign = entries.some((user) => context.getModuleInfo(user)?.isEntry && !STUDIO.test(user));
  return users.some((user) => STUDIO.test(user)) && !foreign ? 'studio' : null;
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
 * public pages come before those for signed-in pages. Do not list modules with side effects.
 */
export const chunks = [
  { name: 'preact', test: /node_modules[\\/](preact|@preact|@astrojs[\\/]preact)[\\/]|src[\\/]react\.ts/, priority: 2 },
  { name: 'visitor', test: /preload-helper|src[\\/](components[\\/]button-class|lib[\\/](motion|painted|visitor|supabase[\\/]auth))\b/, priority: 3 },
  { name: 'billing', test: /src[\\/](lib[\\/](service|billing)\.ts|texts[\\/]\w+[\\/](app|billing)\.ts)$/, priority: 2 },
  { name: 'translations', test: /src[\\/]lib[\\/]translations\.ts$/, priority: 2 },
  { name: 'stripe-page', test: /src[\\/]lib[\\/]stripe-page\.ts$/, priority: 1 },
  { name: 'forms', test: /src[\\/](components[\\/](Button|EmptyState|ErrorBoundary|Form|Notice|TextField)\.tsx|lib[\\/]form\.ts)$/, priority: 1 },
  { name: 'sign-in', test: /src[\\/](components[\\/]PasswordField|texts[\\/]\w+[\\/]login|features[\\/]auth[\\/](AuthHeading|LoginSignupLink|OAuthProviders|auth-fields|auth-errors|api(-login)?\.ts))/, priority: 1 },
  { name: 'shop', test: /src[\\/]lib[\\/](catalogue|checkout-error|money|plan-offers|remove-params|subscription-state)\.ts$/, priority: 1 },
  { name: 'signed-in', test: /src[\\/](components[\\/](Avatar|ConfirmDialog|ConnectionNotice|Dialog|ErrorState|Segmented|Toasts)\.tsx|lib[\\/](count-to|media|profile|session|use-read|supabase[\\/]database|toasts)\.ts|features[\\/]credits[\\/]lazy-next-month\.ts)$/ },
  { name: 'quota', test: /src[\\/](lib[\\/]upload-quota\.ts|texts[\\/]\w+[\\/]uploads\.ts)$/ },
  { name: 'next-month', test: /src[\\/](features[\\/]credits[\\/]NextMonth\.tsx|(lib|texts[\\/]\w+)[\\/]next-month\.ts)$/ },
  { name: 'subscriptions', test: /src[\\/]lib[\\/]subscriptions\.ts$/ },
  // The studio and the page of a link use them. Otherwise the link would load the studio, which takes what its modules import.
  { name: 'viewer', test: /src[\\/](lib[\\/](keyboard-shortcuts|web-address|swipe)|texts[\\/]\w+[\\/]share)\.ts$/, priority: 1 },
  { name: studio, test: /src[\\/]/ },
  { name: 'account', test: /src[\\/]islands[\\/]Account\.tsx$/ },
];
