import type { Unregistered } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import type { AssignStatement, ClassDefinition, Expression, Place } from '../../python/syntax';
import { enclosing, walk, type SyntaxNode } from '../../python/walk';
import { spell } from '../fixes/imports';
import { PlaceSet } from '../../python/place-set';
import type { Edit, Fix, Rule, RuleContext } from '../rule';
import { sourceOf } from '../../python/source-text';

export const unregisteredLayers: Rule = {
  meta: {
    name: 'unregistered-layers',
    frameworks: ['torch'],
    category: 'failure',
    defaultSeverity: 'error',
    fixable: 'safe',
    summary:
      'Layers in a plain list or dictionary of a module are no part of it: they are neither trained nor moved.',
  },
  onModel(model, context) {
    const told = new PlaceSet();
    for (const found of model.unregistered) {
      const assignment = assignmentOf(found);
      if (assignment === undefined || told.has(assignment.target)) continue;
      told.add(assignment.target);
      if (found.classes.some((definition) => registersByHand(definition, found))) continue;
      if (!found.classes.some((definition) => isUsed(definition, found.attribute))) continue;
      context.report({
        place: assignment.target,
        message: messageOf(found, sourceOf(assignment.target)),
        related: [{ place: found.first, message: phrase`This one is not registered.` }],
        fixes: fixesOf(found, assignment, context),
      });
    }
  },
};

function messageOf({ form, holds }: Unregistered, attribute: string): Phrase {
  const kept = form === 'dictionary';
  if (holds === 'parameters')
    return kept
      ? phrase`${attribute} is a plain dict: parameters() does not see its weights, so they are never trained. Use nn.ParameterDict.`
      : phrase`${attribute} is a plain ${form}: parameters() does not see its weights, so they are never trained. Use nn.ParameterList.`;
  return kept
    ? phrase`${attribute} is a plain dict: parameters() and to() do not see its layers, which stay untrained. Use nn.ModuleDict.`
    : phrase`${attribute} is a plain ${form}: parameters() and to() do not see its layers, which stay untrained. Use nn.ModuleList.`;
}

interface Assignment {
  readonly statement: AssignStatement;
  readonly target: Expression;
  readonly value: Expression;
}

/** Where the attribute gets what it holds: the only place, or the last of several. */
function assignmentOf({ classes, attribute }: Unregistered): Assignment | undefined {
  for (const definition of classes) {
    let found: Assignment | undefined;
    walk(definition, (node) => {
      if (node.kind !== 'Assign' || node.value === undefined) return;
      for (const target of node.targets)
        if (isAttribute(target, attribute)) found = { statement: node, target, value: node.value };
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

function isAttribute(node: SyntaxNode, attribute: string): boolean {
  return (
    node.kind === 'Attribute' &&
    node.name === attribute &&
    node.object.kind === 'Name' &&
    (node.object.id === 'self' || isFirstParameter(node, node.object.id))
  );
}

function isFirstParameter(node: SyntaxNode, name: string): boolean {
  const method = enclosing(node).find(({ kind }) => kind === 'Function');
  return method?.kind === 'Function' && method.parameters[0]?.name === name;
}

/**
 * Registers under names that are made while it runs, lists its weights itself, or keeps something out of training on purpose: which
 * modules that means is not followed.
 */
function registersByHand(definition: ClassDefinition, { attribute, holds }: Unregistered): boolean {
  const text = sourceOf(definition);
  if (
    /\b(?:setattr|__setattr__|add_module|register_module|register_parameter|_modules|_parameters)\b/.test(
      text,
    )
  )
    return true;
  if (/\bdef (?:named_)?parameters\b|\brequires_grad_\(False\)|\.requires_grad = False|\.eval\(\)/.test(text))
    return true;
  if (holds === 'parameters' && /\bParameter(?:List|Dict)\b/.test(text)) return true;
  // `self.modules_ = nn.ModuleList(self.layers)`, `opt.Adam(chain(*[l.parameters() for l in self.layers]))`.
  return text
    .split('\n')
    .some(
      (line) =>
        line.includes(attribute) &&
        /\bModule(?:List|Dict)\(|\bSequential\(|\.(?:named_)?parameters\(/.test(line),
    );
}

/** Whether something but its filling reads the attribute. */
function isUsed(definition: ClassDefinition, attribute: string): boolean {
  let used = false;
  walk(definition, (node) => {
    if (!used && isAttribute(node, attribute)) {
      const method = enclosing(node).find(({ kind }) => kind === 'Function');
      used =
        method?.kind === 'Function' && !/^(?:__init__|setup|build\w*|_?init\w*|reset\w*)$/.test(method.name);
    }
  });
  return used;
}

const containers = {
  layers: { list: 'torch.nn.ModuleList', dictionary: 'torch.nn.ModuleDict' },
  parameters: { list: 'torch.nn.ParameterList', dictionary: 'torch.nn.ParameterDict' },
} as const;

function fixesOf(found: Unregistered, { value }: Assignment, context: RuleContext): readonly Fix[] {
  const { form, holds, pure } = found;
  if (!pure || form === 'set') return [];
  if (form === 'dictionary' && !hasTextKeys(found, value)) return [];
  const name = containers[holds][form === 'dictionary' ? 'dictionary' : 'list'];
  const { text, edits } = spell(context.bindings, name, value);
  const wrapped = wrappedIn(text, value, form === 'dictionary', holds === 'layers');
  if (wrapped === undefined) return [];
  return [{ title: phrase`Keep them in ${text}`, safe: true, edits: [...wrapped, ...edits] }];
}

/** Puts a container around a value; lists in a list get one of their own. */
function wrappedIn(
  container: string,
  value: Expression,
  byKey: boolean,
  nests: boolean,
): readonly Edit[] | undefined {
  if (value.kind === 'List' || value.kind === 'Tuple') {
    if (value.elements.length === 0) return [replace(value, `${container}()`)];
    const nested = value.elements.filter(isList);
    if (nested.length > 0 && (nested.length < value.elements.length || !nests)) return undefined;
    const isBare = value.kind === 'Tuple' && !sourceOf(value).startsWith('(');
    return [
      ...around(value, isBare ? `${container}([` : `${container}(`, isBare ? '])' : ')'),
      ...nested.flatMap((inner) => around(inner, `${container}(`, ')')),
    ];
  }
  if (value.kind === 'Comprehension') {
    if (value.form === 'generator' || (value.form === 'dictionary') !== byKey) return undefined;
    const inner = value.form === 'dictionary' ? value.value : value.element;
    if (inner !== undefined && isList(inner)) {
      if (!nests || byKey) return undefined;
      return [...around(value, `${container}(`, ')'), ...around(inner, `${container}(`, ')')];
    }
    return around(value, `${container}(`, ')');
  }
  if (value.kind === 'Dictionary')
    return value.entries.length === 0
      ? [replace(value, `${container}()`)]
      : around(value, `${container}(`, ')');
  if (value.kind === 'Binary' && value.left.kind === 'List')
    return value.left.elements.some(({ kind }) => kind === 'Constant')
      ? undefined
      : around(value, `${container}(`, ')');
  if (value.kind === 'Name' || value.kind === 'Call') return around(value, `${container}(`, ')');
  return undefined;
}

const isList = ({ kind }: Expression): boolean =>
  kind === 'List' || kind === 'Tuple' || kind === 'Comprehension';

const replace = (place: Place, newText: string): Edit => ({ kind: 'replace', place, newText });

const around = ({ unit, start, end }: Place, before: string, after: string): readonly Edit[] => [
  replace({ unit, start, end: start }, before),
  replace({ unit, start: end, end }, after),
];

/** A ModuleDict takes strings as keys only. */
function hasTextKeys({ classes, attribute }: Unregistered, value: Expression): boolean {
  const keys: (Expression | undefined)[] = [];
  if (value.kind === 'Dictionary') keys.push(...value.entries.map(({ key }) => key));
  else if (value.kind === 'Comprehension') keys.push(value.element);
  else if (value.kind !== 'Call' || sourceOf(value.callee) !== 'dict') return false;
  for (const definition of classes)
    walk(definition, (node) => {
      if (node.kind !== 'Assign') return;
      for (const target of node.targets)
        if (target.kind === 'Subscript' && isAttribute(target.object, attribute)) keys.push(target.index);
    });
  return keys.every(
    (key) => key?.kind === 'String' || (key?.kind === 'Call' && sourceOf(key.callee) === 'str'),
  );
}
