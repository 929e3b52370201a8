// Every word of the interface is in a module beside this one; another language is another folder.
export * from './en/account';
export * from './en/app';
export * from './en/auth';
export * from './en/auth-links';
export * from './en/billing';
export * from './en/change-email';
export * from './en/common';
export * from './en/generator';
export * from './en/legal';
export * from './en/library';
export * from './en/pages';
export * from './en/premium';
export * from './en/pricing';
export * from './en/providers';
export * from './en/signup';
