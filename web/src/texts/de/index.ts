// Every word of the interface in German.
export * from './account';
export * from './app';
export * from './auth';
export * from './auth-links';
export * from './billing';
export * from './change-email';
export * from './common';
export * from './generator';
export * from './legal';
export * from './library';
export * from './pages';
export * from './premium';
export * from './pricing';
export * from './providers';
export * from './signup';
export * from './site';
