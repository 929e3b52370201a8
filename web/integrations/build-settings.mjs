import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { loadEnv } from 'vite';

import { analytics } from './analytics.mjs';
import { brandProblems } from './brand.mjs';
import { captcha } from './captcha.mjs';

/** @typedef {Record<string, string | undefined>} Environment */

/** Each build setting. A check returns the problem of a value, or undefined. */
const SETTINGS = {
  PUBLIC_SUPABASE_URL: {
    required: 'Project settings → API in Supabase',
    check: (/** @type {string} */ value) => originProblem(value),
  },
  PUBLIC_SUPABASE_PUBLISHABLE_KEY: {
    required: 'Project settings → API keys in Supabase, the publishable one',
    check: (/** @type {string} */ value) =>
      /^sb_publishable_[\w-]+$/.test(value) || roleOf(value) === 'anon'
        ? undefined
        : 'must be a publishable key (sb_publishable_…), or an older anon key',
  },
  PUBLIC_SITE_URL: { check: (/** @type {string} */ value) => originProblem(value) },
  SERVICE_URL: { check: (/** @type {string} */ value) => originProblem(value) },
  PUBLIC_SOURCE_URL: {
    check: (/** @type {string} */ value) => (/^https?:/.test(value) && URL.canParse(value) ? undefined : 'must be an http or https URL'),
  },
  PUBLIC_LANGUAGE: {
    check: (/** @type {string} */ value) =>
      hasTexts(value) ? undefined : `must be the name of a folder in web/src/texts, such as en or de`,
  },
  PUBLIC_ANALYTICS_SCRIPT: { check: (/** @type {string} */ value) => thrown(() => analytics({ PUBLIC_ANALYTICS_SCRIPT: value })) },
  PUBLIC_CAPTCHA: { check: (/** @type {string} */ value) => thrown(() => captcha({ PUBLIC_CAPTCHA: value })) },
};

const SECRET = /sb_secret_|\b(sk|rk)_(live|test)_|\bwhsec_|-----BEGIN/;

/**
 * Stops the build and lists all problems if settings are missing or invalid or would publish a secret, or if colours
 * have too little contrast.
 * @returns {import('astro').AstroIntegration}
 */
export function buildSettings() {
  return {
    name: 'build-settings',
    hooks: {
      'astro:config:setup': ({ command, config }) => {
        if (command !== 'build' && command !== 'dev') return;
        const problems = [...settingsProblems(loadEnv('production', fileURLToPath(config.root), '')), ...brandProblems()];
        if (problems.length === 0) return;
        process.stderr.write(`The site cannot be built:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
        process.exit(2);
      },
    },
  };
}

/**
 * The problems of the settings, one line each. A value is never quoted, because it may be a secret.
 * @param {Environment} env
 * @returns {string[]}
 */
export function settingsProblems(env) {
  const problems = Object.entries(SETTINGS).flatMap(([name, setting]) => {
    const value = env[name];
    if (!value) return 'required' in setting ? [`${name} is not set (${setting.required})`] : [];
    if (isSecret(value)) return [];
    const problem = setting.check(value);
    return problem ? [`${name} ${problem}`] : [];
  });
  const secrets = Object.entries(env)
    .filter(([name, value]) => (name.startsWith('PUBLIC_') || name in SETTINGS) && value && isSecret(value))
    .map(([name]) => `${name} is a secret: everybody could read it in the pages`);
  return [...problems, ...secrets];
}

/** @param {string} value */
function isSecret(value) {
  return SECRET.test(value) || roleOf(value) === 'service_role';
}

/**
 * The role in a JWT, such as `anon` or `service_role`.
 * @param {string} value
 * @returns {unknown}
 */
function roleOf(value) {
  try {
    return JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString()).role;
  } catch {
    return undefined;
  }
}

/** @param {string} value */
function originProblem(value) {
  const isOrigin = /^https?:\/\/[\w.:[\]-]+\/?$/.test(value) && URL.canParse(value);
  return isOrigin ? undefined : 'must be an http or https URL without a path, such as https://studio.example.com';
}

/** @param {string} language */
export function hasTexts(language) {
  const folder = fileURLToPath(new URL(`../src/texts/${language}`, import.meta.url));
  return /^[\w-]+$/.test(language) && existsSync(folder);
}

/**
 * @param {() => unknown} read
 * @returns {string | undefined} the error message without the name of the setting
 */
function thrown(read) {
  try {
    read();
    return undefined;
  } catch (error) {
    return String(error instanceof Error ? error.message : error).replace(/^PUBLIC_\w+ /, '');
  }
}
