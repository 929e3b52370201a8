import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import { known, lackedBy } from './support.mjs';

/** @typedef {{ feature: string, place: string, lacked: string[] }} Use */

/**
 * Every platform feature in our scripts that a supported browser lacks: members of built-in objects by their types,
 * globals, and attributes of elements. A call with `?.()` is a feature check and is not counted.
 * @param {string} tsconfig
 * @returns {Use[]}
 */
export function usesInScripts(tsconfig) {
  const { config } = ts.readConfigFile(tsconfig, ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, import.meta.dirname.replace(/[^/\\]+$/, ''));
  const sources = fileNames.filter((name) => name.includes('/src/') && !/\.test\.|\.d\.ts$/.test(name));
  const program = ts.createProgram(sources, options);
  const checker = program.getTypeChecker();
  return program
    .getSourceFiles()
    .filter(({ fileName }) => sources.includes(fileName))
    .flatMap((file) => usesIn(file, checker));
}

/**
 * @param {ts.SourceFile} file
 * @param {ts.TypeChecker} checker
 */
function usesIn(file, checker) {
  /** @type {Use[]} */
  const uses = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    for (const [feature, data] of featuresOf(node, checker)) {
      const lacked = lackedBy(data);
      const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      if (lacked.length > 0) uses.push({ feature, lacked, place: `${file.fileName}:${line}` });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return uses;
}

/**
 * The features that a node uses, with their names and data.
 * @param {ts.Node} node
 * @param {ts.TypeChecker} checker
 * @returns {[string, import('./support.mjs').Identifier | undefined][]}
 */
function featuresOf(node, checker) {
  if (ts.isPropertyAccessExpression(node)) return isFeatureCheck(node) ? [] : memberOf(node, checker);
  if (ts.isJsxAttribute(node)) return [attributeOf(node)];
  if (ts.isIdentifier(node) && (ts.isCallExpression(node.parent) || ts.isNewExpression(node.parent))) {
    const isGlobal = declaredInLib(checker.getSymbolAtLocation(node)).length > 0;
    return isGlobal ? [[node.text, known.api[node.text] ?? known.api['Window']?.[node.text] ?? known.javascript['builtins']?.[node.text]]] : [];
  }
  return [];
}

/** @param {ts.PropertyAccessExpression} node */
function isFeatureCheck(node) {
  return ts.isCallExpression(node.parent) && node.parent.expression === node && Boolean(node.parent.questionDotToken);
}

/**
 * @param {ts.PropertyAccessExpression} node
 * @param {ts.TypeChecker} checker
 * @returns {[string, import('./support.mjs').Identifier | undefined][]}
 */
function memberOf(node, checker) {
  const name = node.name.text;
  const owners = declaredInLib(checker.getSymbolAtLocation(node.name)).map(ownerOf);
  if (owners.length === 0) return [];
  // A mixin (`Animatable`) has no data: its members are listed under the objects that include it.
  const object = checker.getApparentType(checker.getTypeAtLocation(node.expression)).getSymbol()?.name;
  for (const owner of [...owners, object, 'Element', 'HTMLElement']) {
    const place = owner && (known.api[owner] ?? known.javascript['builtins']?.[owner]);
    const data = place && (place[name] ?? place[`${name}_static`]);
    if (data) return [[`${owner}.${name}`, data]];
  }
  return [];
}

/** @param {ts.Symbol | undefined} symbol */
function declaredInLib(symbol) {
  const declarations = symbol?.declarations ?? [];
  return declarations.filter((each) => /typescript[\\/]lib[\\/]lib\..*\.d\.ts$/.test(each.getSourceFile().fileName));
}

/** @param {ts.Node} declaration */
function ownerOf({ parent }) {
  if (ts.isInterfaceDeclaration(parent)) return parent.name.text.replace(/Constructor$/, '');
  return parent.parent && ts.isVariableDeclaration(parent.parent) ? parent.parent.name.getText() : undefined;
}

/**
 * @param {ts.JsxAttribute} node
 * @returns {[string, import('./support.mjs').Identifier | undefined]}
 */
function attributeOf(node) {
  const attribute = node.name.getText().toLowerCase();
  const tag = node.parent.parent.tagName.getText();
  return [`<${tag} ${attribute}>`, dataOfAttribute(tag, attribute)];
}

/**
 * @param {string} tag
 * @param {string} attribute
 */
function dataOfAttribute(tag, attribute) {
  if (!/^[a-z][a-z0-9]*$/.test(tag)) return undefined;
  return known.html['elements']?.[tag]?.[attribute] ?? known.html['global_attributes']?.[attribute];
}

/**
 * Every attribute in the pages' templates that a supported browser lacks.
 * @param {string} folder
 * @returns {Use[]}
 */
export function usesInPages(folder) {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.astro'));
  return pages.flatMap((name) => {
    const template = readFileSync(join(folder, name), 'utf8').replace(/^---.*?^---/ms, '');
    return [...template.matchAll(/<([a-z][a-z0-9]*)(\s[^>]*)/g)].flatMap(([, tag = '', attributes = '']) =>
      [...attributes.matchAll(/\s([a-z-]+)(?![\w:-])/g)]
        .map(([, attribute = '']) => ({ feature: `<${tag} ${attribute}>`, lacked: lackedBy(dataOfAttribute(tag, attribute)), place: name }))
        .filter(({ lacked }) => lacked.length > 0),
    );
  });
}
