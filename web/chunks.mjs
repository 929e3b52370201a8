/**
 * What pages load together is sent together: many small files cost requests, and each is compressed on its own. Whatever
 * is not named here is split by the bundler. A module goes where the higher priority is, with what it imports.
 */
export const chunks = [
  { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|@astrojs[\\/]react)[\\/]/, priority: 2 },
  { name: 'visitor', test: /preload-helper|src[\\/](components[\\/]button-class|lib[\\/](visitor|supabase[\\/]auth))\b/, priority: 2 },
  { name: 'forms', test: /src[\\/](components[\\/](Button|Form|Notice|TextField)\.tsx|lib[\\/]form\.ts)$/ },
  { name: 'sign-in', test: /src[\\/](components[\\/]PasswordField|texts[\\/]\w+[\\/]login|features[\\/]auth[\\/](AuthHeading|OtherWay|OtherProviders|checks|api(-login)?\.ts))/ },
];
