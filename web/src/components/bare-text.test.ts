import { resolve } from 'node:path';

import ts from 'typescript';
import { expect, test } from 'vitest';

/**
 * A browser that translates a page replaces text nodes. Preact then loses its node: inserting before it throws, and changes of the
 * text are not shown. Text that is the only child of an element is safe, because `react.ts` sets `textContent`. So text must be
 * the only child of its element in every component.
 */
const WEB = resolve(import.meta.dirname, '../..');
const TIMEOUT = { timeout: 120_000 };

const BARE = [
  '<p>{yes && <b />}{word}</p>',
  '<p>Hello <b /></p>',
  "<p><b />{' '}<i /></p>",
  '<p><b />{1}</p>',
  '<p><b />{yes && word}</p>',
  '<p>{word}{word}</p>',
  '<p>{words}<b /></p>',
  '<p>{words.length && <b />}<b /></p>',
  '<>{word}</>',
  '<p><b />{node}</p>',
];
const FINE = [
  '<p>{word}</p>',
  '<p>{yes && word}</p>',
  '<p>{word && <b />}<b /></p>',
  '<p>{yes && <b />}{yes ? <i /> : null}{words.map((key) => <b key={key} />)}</p>',
  '<p>{elements}<b /></p>',
];

test('each text is the only child of its element', TIMEOUT, () => {
  const config = ts.getParsedCommandLineOfConfigFile(resolve(WEB, 'tsconfig.json'), {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail });
  if (!config) throw new Error('There is no tsconfig.json.');
  const components = config.fileNames.filter((name) => name.endsWith('.tsx'));
  expect(components.length).toBeGreaterThan(50);
  expect(bareTexts(ts.createProgram(components, config.options))).toEqual([]);
});

test('each kind of bare text is found, and nothing else', TIMEOUT, () => {
  const name = resolve(WEB, 'src/cases.tsx');
  const lines = [...BARE, ...FINE].map((jsx) => `void (({ yes, word, words, node, elements }: Props) => ${jsx});`);
  const head = "import 'react'; type Props = { yes: boolean; word: string; words: string[]; node: import('react').ReactNode; elements: import('./components/elements').Elements };";
  const source = [head, ...lines].join('\n');
  const { ESNext } = ts.ScriptTarget;
  const options: ts.CompilerOptions = {
    jsx: ts.JsxEmit.ReactJSX,
    strict: true,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext,
    target: ESNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) => (file === name ? ts.createSourceFile(name, source, ESNext, true) : read(file, ...rest));
  const found = bareTexts(ts.createProgram([name], options, host)).map((place) => Number(place.split(':')[1]));
  expect([...new Set(found)]).toEqual(BARE.map((_jsx, index) => index + 2));
});

/** All bare texts: file, line and text. */
function bareTexts(program: ts.Program): string[] {
  const checker = program.getTypeChecker();
  const own = program.getSourceFiles().filter(({ fileName }) => fileName.endsWith('.tsx') && !fileName.includes('/node_modules/'));
  return own.flatMap((file) => {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      for (const child of childrenBesideOthers(node)) {
        if (!mayBeText(child, checker)) continue;
        const { line } = file.getLineAndCharacterOfPosition(child.getStart(file));
        found.push(`${file.fileName.slice(WEB.length + 1)}:${line + 1}: ${child.getText(file).trim()}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
  });
}

/** Children of a fragment are siblings of what surrounds it. */
function childrenBesideOthers(node: ts.Node): ts.JsxChild[] {
  if (!ts.isJsxElement(node) && !ts.isJsxFragment(node)) return [];
  const children = node.children.filter((child) => !isNothing(child));
  return children.length === 1 && ts.isJsxElement(node) ? [] : children;
}

/** White space between lines, and comments. */
function isNothing(child: ts.JsxChild): boolean {
  return ts.isJsxText(child) ? child.containsOnlyTriviaWhiteSpaces : ts.isJsxExpression(child) && !child.expression;
}

function mayBeText(child: ts.JsxChild, checker: ts.TypeChecker): boolean {
  if (ts.isJsxText(child)) return true;
  return ts.isJsxExpression(child) && child.expression !== undefined && isText(checker.getTypeAtLocation(child.expression), checker);
}

function isText(type: ts.Type, checker: ts.TypeChecker, seen = new Set<ts.Type>()): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  if (type.isUnion()) return type.types.some((one) => isText(one, checker, seen));
  if (checker.isArrayType(type)) return checker.getTypeArguments(type as ts.TypeReference).some((one) => isText(one, checker, seen));
  // Preact creates no node for an empty text.
  if (type.isStringLiteral() && type.value === '') return false;
  const { Any, Unknown, StringLike, NumberLike, BigIntLike } = ts.TypeFlags;
  return (type.flags & (Any | Unknown | StringLike | NumberLike | BigIntLike)) !== 0;
}

function fail(diagnostic: ts.Diagnostic): never {
  throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}
