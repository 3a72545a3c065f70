// Circles of imports in src, types included: none may lead through two folders, and inside a folder there is at most one.
// Which room may import which stands in eslint.config.mjs.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { circlesOf } from './lib/circles.mjs';
import { projectRoot } from './lib/steps.mjs';

const files = readdirSync(join(projectRoot, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name));

/** The files of the project that a file imports or exports from. */
function importsOf(file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => join(dirname(file), fileName))
    .map((path) => [`${path}.ts`, join(path, 'index.ts')].find(existsSync))
    .filter((path) => path !== undefined);
}

const circles = circlesOf(new Map(files.map((file) => [file, importsOf(file)])));
const foldersOf = (circle) => new Set(circle.map((file) => dirname(file)));
const wide = circles.filter((circle) => foldersOf(circle).size > 1);
const byFolder = new Map();
for (const circle of circles.filter((one) => !wide.includes(one))) {
  const folder = dirname(circle[0]);
  byFolder.set(folder, [...(byFolder.get(folder) ?? []), circle]);
}
const several = [...byFolder.values()].filter((inOne) => inOne.length > 1).flat();

const shown = (circle) => circle.map((file) => `    ${relative(projectRoot, file)}`).join('\n');
for (const circle of wide)
  console.error(`A circle of imports leads through several folders:\n${shown(circle)}`);
for (const circle of several) console.error(`One of several circles in a folder:\n${shown(circle)}`);
console.log(
  `${files.length} files, ${circles.length} circles of imports, ${wide.length} of them through several folders`,
);
if (wide.length + several.length > 0) process.exitCode = 1;
