// Writes docs/rules/index.md and the configuration's JSON schema from the registry: run `node scripts/build-rule-docs.mjs` after adding a rule.
import { build } from 'esbuild';
import { writeFileSync } from 'node:fs';

const bundle = await build({
  stdin: {
    contents:
      "export { ruleMetas } from './src/core/lint/registry'; export { ruleGroups } from './src/core/lint/configuration/rule-groups'; export { earlierNames } from './src/core/lint/configuration/rule-aliases';",
    resolveDir: process.cwd(),
    loader: 'ts',
  },
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
});
const source = Buffer.from(bundle.outputFiles[0].contents).toString('base64');
const { ruleMetas, ruleGroups, earlierNames } = await import(`data:text/javascript;base64,${source}`);

const titles = {
  failure: 'Certain failures',
  loss: 'Activation and loss',
  arithmetic: 'Arithmetic and gradients',
  shape: 'Shape of the network',
  initialization: 'Initialisation',
  recurrent: 'Recurrent networks',
  training: 'Parameters, data, training',
  suppression: 'Suppression comments',
  reading: 'What is left unread',
};
const sections = Object.entries(titles).flatMap(([category, title]) => {
  const rows = ruleMetas.filter((meta) => meta.category === category);
  if (rows.length === 0) return [];
  return [
    `## ${title}\n`,
    '| rule | frameworks | default | fix | |\n|---|---|---|---|---|',
    ...rows.map(
      ({ name, frameworks, defaultSeverity, fixable, summary }) =>
        `| [${name}](${name}.md) | ${frameworks.join(', ')} | ${defaultSeverity} | ${fixable} | ${summary} |`,
    ),
    '',
  ];
});
writeFileSync(
  'docs/rules/index.md',
  [
    '# The rules',
    '',
    'Severities are defaults: many rules grade each finding by its predicted effect. A *safe* fix leaves the program as it is or mends one that surely failed;',
    'a *suggestion* changes training and is never applied with others.',
    '',
    ...sections,
  ].join('\n'),
);

/** What a rule was called before is accepted, too. */
const ruleName = { enum: [...ruleMetas.map(({ name }) => name), ...earlierNames] };
/** A rule, or several at once by section or framework. */
const selector = { enum: [...ruleName.enum, ...ruleGroups().keys()] };
const strings = (description) => ({ description, type: 'array', items: { type: 'string' } });
const selectors = (description) => ({ description, type: 'array', items: selector });
const path = (description) => ({ description, type: 'string', minLength: 1 });
const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Activation Lens: [tool.activation-lens] in pyproject.toml',
  type: 'object',
  additionalProperties: false,
  properties: {
    select: selectors(
      'The rules to run, by their names or by groups (init, loss, torch …). Without it every rule runs that is not off by default.',
    ),
    'extend-select': selectors('Rules that run beside those that are selected.'),
    ignore: selectors('Rules that do not run.'),
    'per-file-ignores': {
      description:
        'Rules that do not run in the files of a pattern, relative to this file; ! before it means all others.',
      type: 'object',
      additionalProperties: { type: 'array', items: selector },
    },
    severity: {
      description: 'Severity by rule; it replaces the grading of the rule itself.',
      type: 'object',
      propertyNames: ruleName,
      additionalProperties: { enum: ['error', 'warning', 'information', 'hint', 'off'] },
    },
    exclude: strings(
      'Glob patterns of files and directories, relative to this file; one without a slash matches any name.',
    ),
    'extend-exclude': strings('Patterns that are excluded beside those of the file that this one extends.'),
    extend: path(
      'Another TOML file with [tool.activation-lens], relative to this one; what stands here is stronger.',
    ),
    baseline: path(
      'A file of findings that are known and not reported, relative to this one; lint --write-baseline makes it.',
    ),
    'cache-dir': path('Where the command line keeps results, relative to this file.'),
  },
};
writeFileSync('docs/pyproject.schema.json', `${JSON.stringify(schema, undefined, 2)}\n`);

// The same for editors with TOML support, which validate the whole file; what other tools write there is theirs.
const { $schema, ...table } = schema;
const whole = {
  $schema,
  title: 'pyproject.toml with [tool.activation-lens]',
  type: 'object',
  properties: { tool: { type: 'object', properties: { 'activation-lens': table } } },
};
writeFileSync('media/pyproject.schema.json', `${JSON.stringify(whole, undefined, 2)}\n`);
