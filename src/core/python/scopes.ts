/** What one unit binds, in which scope. Depends on the unit's text alone, so it is computed once a unit. */
import { forSomeKind, type BySomeKinds } from '../by-kind';
import type {
  ClassDefinition,
  Expression,
  FunctionDefinition,
  ImportFromStatement,
  ImportStatement,
  Parameter,
  Place,
  Statement,
  Unit,
} from './syntax';
import { definedClass, definedFunction, outlineOf } from './outline';
import { childrenOf, isExpression, type SyntaxNode } from './walk';

/**
 * How a name gets its meaning. `opaque` stands for everything that cannot be told without running: parameters, loop variables …
 * `fallback` marks what stands in an `except` or `else`, where a second choice of the same name is usual.
 */
export type Binding = { readonly fallback?: boolean } & (
  | { readonly kind: 'import'; readonly qualifiedName: string; readonly place: Place }
  | { readonly kind: 'assign'; readonly value: Expression }
  /** The definition is undefined where it is too broken to be read. */
  | { readonly kind: 'class'; readonly definition: ClassDefinition | undefined }
  | { readonly kind: 'function'; readonly definition: FunctionDefinition | undefined }
  | { readonly kind: 'opaque' }
);

export interface Scope {
  readonly kind: 'module' | 'class' | 'function';
  /** Where its names are visible, offsets in the unit; a module scope spans the unit. */
  readonly start: number;
  readonly end: number;
  readonly names: Map<string, Binding[]>;
  /** Modules of `from … import *`, as qualified names. */
  readonly stars: string[];
  readonly children: Scope[];
  /** Where its latest bindings are kept, as long as they are second choices. */
  added: (readonly [bindings: Binding[], index: number])[] | undefined;
}

export interface UnitScopes {
  /** What the unit binds at module level, with the scopes inside it. */
  readonly root: Scope;
  /** Qualified names of all modules that it imports, at any depth. */
  readonly modules: ReadonlySet<string>;
}

/** What a unit binds at module level, and nothing of what is inside. */
export interface ModuleBindings {
  readonly names: ReadonlyMap<string, readonly Binding[]>;
  readonly stars: readonly string[];
  readonly modules: ReadonlySet<string>;
}

const OPAQUE: Binding = { kind: 'opaque' };
const kept = new WeakMap<Unit, UnitScopes>();

/** What a unit binds at the top of its module. Most definitions need not be parsed to know that. */
export function moduleBindingsOf(unit: Unit): ModuleBindings {
  const outline = outlineOf(unit);
  if (outline === undefined) {
    const { root, modules } = scopesOf(unit);
    return { names: root.names, stars: root.stars, modules };
  }
  const binding: Binding =
    outline.kind === 'class'
      ? {
          kind: 'class',
          get definition() {
            return definedClass(unit);
          },
        }
      : {
          kind: 'function',
          get definition() {
            return definedFunction(unit);
          },
        };
  return { names: new Map([[outline.name, [binding]]]), stars: [], modules: modulesOf(outline.modules) };
}

/** With the packages around them, as an import names them. */
function modulesOf(imported: readonly string[]): ReadonlySet<string> {
  const modules = new Set<string>();
  for (const module of imported)
    for (let name = module; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.'))))
      modules.add(name);
  return modules;
}

export function scopesOf(unit: Unit): UnitScopes {
  const known = kept.get(unit);
  if (known !== undefined) return known;
  const modules = new Set<string>();
  const root = newScope('module', 0, unit.text.length);
  const collector = new Collector(root, modules);
  for (const statement of unit.body) collector.statement(statement, root);
  const scopes: UnitScopes = { root, modules };
  kept.set(unit, scopes);
  return scopes;
}

function newScope(kind: Scope['kind'], start: number, end: number): Scope {
  return { kind, start, end, names: new Map(), stars: [], children: [], added: undefined };
}

function bind(scope: Scope, name: string, binding: Binding): void {
  let list = scope.names.get(name);
  if (list === undefined) scope.names.set(name, (list = []));
  list.push(binding);
  scope.added?.push([list, list.length - 1]);
}

/** Scopes of a unit that hold an offset, outermost first. */
export function scopesAt(root: Scope, start: number, end: number): readonly Scope[] {
  const chain = [root];
  for (let scope = root; ;) {
    const inner = childAt(scope, start, end);
    if (inner === undefined) return chain;
    chain.push(inner);
    scope = inner;
  }
}

/** From so many children on they are put in order to be found. */
const MANY_CHILDREN = 32;
const orderedChildren = new WeakMap<Scope, readonly Scope[]>();

function childAt(scope: Scope, start: number, end: number): Scope | undefined {
  const { children } = scope;
  const holds = (child: Scope | undefined): boolean =>
    child !== undefined && child.start <= start && end <= child.end;
  if (children.length < MANY_CHILDREN) return children.find(holds);
  let ordered = orderedChildren.get(scope);
  if (ordered?.length !== children.length) {
    ordered = [...children].sort((one, other) => one.start - other.start);
    orderedChildren.set(scope, ordered);
  }
  // They do not overlap; at most their ends touch.
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordered[middle]?.start ?? Infinity) <= start) low = middle + 1;
    else high = middle;
  }
  return [ordered[low - 2], ordered[low - 1]].find(holds);
}

/** `a, b = c, d` taken apart; nothing where the sides do not match one to one. */
function elementsFor(targets: readonly Expression[], value: Expression | undefined): readonly Expression[] {
  if (value?.kind !== 'Tuple' && value?.kind !== 'List') return [];
  const starred = [...targets, ...value.elements].some(({ kind }) => kind === 'Starred');
  return starred || value.elements.length !== targets.length ? [] : value.elements;
}

class Collector {
  constructor(
    private readonly module: Scope,
    private readonly modules: Set<string>,
  ) {}

  statement(node: Statement, scope: Scope): void {
    const visit = forSomeKind(this.#visits, node);
    if (visit) {
      visit(node, scope);
      return;
    }
    forSomeKind(this.#bindings, node)?.(node, scope);
    for (const child of childrenOf(node)) this.node(child, scope);
  }

  /** Statements whose parts are not all visited in the scope that they stand in, or not in their order. */
  readonly #visits: BySomeKinds<Statement, [Scope], void> = {
    Import: (node, scope) => {
      this.importModules(node, scope);
    },
    ImportFrom: (node, scope) => {
      this.importNames(node, scope);
    },
    Function: (node, scope) => {
      this.defineFunction(node, scope);
    },
    Class: (node, scope) => {
      this.defineClass(node, scope);
    },
    Try: (node, scope) => {
      this.tryStatement(node, scope);
    },
    If: (node, scope) => {
      this.ifStatement(node, scope);
    },
  };

  /** The names that other statements bind by themselves. */
  readonly #bindings: BySomeKinds<Statement, [Scope], void> = {
    Assign: ({ targets, value }, scope) => {
      for (const target of targets) this.assign(target, value, scope);
    },
    AugmentedAssign: ({ target }, scope) => {
      this.bindTarget(target, scope);
    },
    For: ({ target }, scope) => {
      this.bindTarget(target, scope);
    },
    With: ({ items }, scope) => {
      for (const { target } of items) if (target !== undefined) this.bindTarget(target, scope);
    },
    Match: ({ cases }, scope) => {
      for (const { captures } of cases) for (const name of captures) bind(scope, name, OPAQUE);
    },
    Delete: ({ targets }, scope) => {
      for (const target of targets) this.bindTarget(target, scope);
    },
    Global: ({ names }) => {
      this.#sharedNames(names);
    },
    Nonlocal: ({ names }) => {
      this.#sharedNames(names);
    },
  };

  /** Whoever assigns to it from here changes it for everybody: nothing certain can be said of such a name. */
  #sharedNames(names: readonly string[]): void {
    for (const name of names) bind(this.module, name, OPAQUE);
  }

  private tryStatement(node: Statement & { readonly kind: 'Try' }, scope: Scope): void {
    for (const { name } of node.handlers) if (name !== undefined) bind(scope, name, OPAQUE);
    this.body(node.body, scope);
    for (const { type, body } of node.handlers) {
      if (type !== undefined) this.expression(type, scope);
      this.fallback(body, scope);
    }
    this.body(node.orElse, scope);
    this.body(node.finalBody, scope);
  }

  private ifStatement(node: Statement & { readonly kind: 'If' }, scope: Scope): void {
    this.expression(node.test, scope);
    this.body(node.body, scope);
    this.fallback(node.orElse, scope);
  }

  private body(statements: readonly Statement[], scope: Scope): void {
    for (const statement of statements) this.statement(statement, scope);
  }

  private fallback(statements: readonly Statement[], scope: Scope): void {
    if (statements.length === 0) return;
    const outermost = scope.added === undefined;
    const added = (scope.added ??= []);
    const before = added.length;
    this.body(statements, scope);
    for (const [bindings, index] of added.slice(before)) {
      const binding = bindings[index];
      if (binding?.fallback === undefined && binding !== undefined)
        bindings[index] = { ...binding, fallback: true };
    }
    if (outermost) scope.added = undefined;
  }

  private node(node: SyntaxNode, scope: Scope): void {
    if (isExpression(node)) this.expression(node, scope);
    else this.statement(node, scope);
  }

  private expression(root: Expression, scope: Scope): void {
    const pending: Expression[] = [root];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (node.kind === 'Lambda') {
        this.lambda(node, scope);
      } else if (node.kind === 'Comprehension') {
        const inner = newScope('function', node.start, node.end);
        scope.children.push(inner);
        for (const { target } of node.clauses) this.bindTarget(target, inner);
        for (const child of childrenOf(node)) this.node(child, inner);
      } else {
        if (node.kind === 'Named') this.assign(node.target, node.value, scope);
        for (const child of childrenOf(node)) if (isExpression(child)) pending.push(child);
      }
    }
  }

  private lambda(node: Expression & { readonly kind: 'Lambda' }, scope: Scope): void {
    const inner = newScope('function', node.body.start, node.body.end);
    scope.children.push(inner);
    this.parameters(node.parameters, scope, inner);
    this.expression(node.body, inner);
  }

  private parameters(parameters: readonly Parameter[], outer: Scope, inner: Scope): void {
    for (const { name, annotation, defaultValue } of parameters) {
      bind(inner, name, OPAQUE);
      if (annotation !== undefined) this.expression(annotation, outer);
      if (defaultValue !== undefined) this.expression(defaultValue, outer);
    }
  }

  private defineFunction(node: FunctionDefinition, scope: Scope): void {
    // A decorator may put anything in its place.
    bind(scope, node.name, { kind: 'function', definition: node });
    for (const decorator of node.decorators) this.expression(decorator, scope);
    const inner = newScope('function', node.body[0]?.start ?? node.end, node.end);
    scope.children.push(inner);
    this.parameters(node.parameters, scope, inner);
    for (const statement of node.body) this.statement(statement, inner);
  }

  private defineClass(node: ClassDefinition, scope: Scope): void {
    bind(scope, node.name, { kind: 'class', definition: node });
    for (const decorator of node.decorators) this.expression(decorator, scope);
    for (const argument of node.arguments) this.expression(argument.value, scope);
    const inner = newScope('class', node.body[0]?.start ?? node.end, node.end);
    scope.children.push(inner);
    for (const statement of node.body) this.statement(statement, inner);
  }

  private assign(target: Expression, value: Expression | undefined, scope: Scope): void {
    if (target.kind === 'Tuple' || target.kind === 'List') {
      const values = elementsFor(target.elements, value);
      target.elements.forEach((element, index) => {
        const part = values[index];
        if (part === undefined) this.bindTarget(element, scope);
        else this.assign(element, part, scope);
      });
    } else if (target.kind !== 'Name') {
      this.bindTarget(target, scope);
    } else if (value !== undefined) {
      bind(scope, target.id, { kind: 'assign', value });
    }
  }

  /** Names in a target that is more than a name: what they become cannot be told here. Attributes and subscripts bind no name. */
  private bindTarget(target: Expression, scope: Scope): void {
    if (target.kind === 'Name') bind(scope, target.id, OPAQUE);
    else if (target.kind === 'Tuple' || target.kind === 'List')
      for (const element of target.elements) this.bindTarget(element, scope);
    else if (target.kind === 'Starred') this.bindTarget(target.value, scope);
  }

  private importModules(node: ImportStatement, scope: Scope): void {
    for (const { module, alias, start, end } of node.names) {
      for (const name of modulesOf([module])) this.modules.add(name);
      const place: Place = { unit: node.unit, start, end };
      const [first = module] = module.split('.', 1);
      bind(scope, alias ?? first, {
        kind: 'import',
        qualifiedName: alias === undefined ? first : module,
        place,
      });
    }
  }

  private importNames(node: ImportFromStatement, scope: Scope): void {
    const module = '.'.repeat(node.level) + node.module;
    this.modules.add(module);
    for (const { name, alias, start, end } of node.names) {
      if (name === '*') {
        scope.stars.push(module);
        continue;
      }
      const qualifiedName = node.module === '' ? module + name : `${module}.${name}`;
      this.modules.add(qualifiedName);
      bind(scope, alias ?? name, { kind: 'import', qualifiedName, place: { unit: node.unit, start, end } });
    }
  }
}
