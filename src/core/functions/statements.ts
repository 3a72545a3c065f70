/** Statements: assignments, branches, bounded loops, return. */
import { forSomeKind, type BySomeKinds } from '../by-kind';
import { phrase } from '../phrase';
import type { BinaryOperator, Expression, Statement } from '../python/syntax';
import { walk } from '../python/walk';
import { bindName, type Evaluation, type Scope } from './evaluation';
import { cutsGradient, withoutGradient } from './function-values';
import { keyOf } from './dictionaries';
import { oneByOne } from './items';
import { matched } from './patterns';
import { methodOf, setAttribute } from './classes';
import { write } from './in-place';
import { ownAugmented, specialCall } from './special-methods';
import { jetOf, none, numberValue, Raised, Refused, type Value } from './value';

type Instance = Extract<Value, { kind: 'instance' }>;

type Signal =
  { readonly kind: 'return'; readonly value: Value } | { readonly kind: 'break' | 'continue' } | undefined;

/** Context managers that leave what is computed inside as it is. */
const harmlessContexts =
  /(?:^|\.)(?:name_scope|autocast|errstate|variable_scope|device|enable_grad|set_grad_enabled|scope)$/u;

/** What a statement that cannot be followed costs besides its own steps: as much time as this many of them. */
const failureSteps = 8;

export class StatementRunner {
  constructor(readonly interpreter: Evaluation) {}

  run(body: readonly Statement[], scope: Scope): Value {
    const signal = this.#block(body, scope);
    return signal?.kind === 'return' ? signal.value : none;
  }

  #block(body: readonly Statement[], scope: Scope): Signal {
    const [first] = body;
    if (!first) return undefined;
    return this.interpreter.nested(first, () => {
      for (const statement of body) {
        const signal = this.#statement(statement, scope);
        if (signal) return signal;
      }
      return undefined;
    });
  }

  #statement(statement: Statement, scope: Scope): Signal {
    this.interpreter.trace.spend(1, statement);
    return forSomeKind(StatementRunner.#runners, statement)?.(statement, scope, this);
  }

  /** What the kinds of statements do that change a value or the way on: not `pass`, an import, `assert` or `del`. */
  static readonly #runners: BySomeKinds<Statement, [Scope, StatementRunner], Signal> = {
    Return: ({ value }, scope, self) => ({
      kind: 'return',
      value: value ? self.interpreter.evaluate(value, scope) : none,
    }),
    ExpressionStatement: ({ value }, scope, self) => {
      self.interpreter.evaluate(value, scope);
      return undefined;
    },
    Assign: ({ targets, value: given }, scope, self) => {
      if (!given) return undefined;
      const value = self.interpreter.evaluate(given, scope);
      const [first] = targets;
      if (first?.kind === 'Attribute') self.interpreter.noteParameter(first.name, given);
      for (const target of targets) self.assign(target, value, scope);
      return undefined;
    },
    AugmentedAssign: ({ target, operator, value }, scope, self) => {
      self.#augment(target, operator, value, scope);
      return undefined;
    },
    If: ({ test, body, orElse }, scope, self) => self.#block(self.#holds(test, scope) ? body : orElse, scope),
    For: (statement, scope, self) => {
      const { interpreter } = self;
      const { iterable } = statement;
      const value = interpreter.evaluate(iterable, scope);
      const items = oneByOne(value, () => interpreter.items(value, iterable));
      return self.#loop(items, statement, scope);
    },
    While: ({ test, body, orElse }, scope, self) => {
      while (self.#holds(test, scope)) {
        const signal = self.#block(body, scope);
        if (signal?.kind === 'return') return signal;
        if (signal?.kind === 'break') return undefined;
      }
      return self.#block(orElse, scope);
    },
    Function: (statement, scope, self) => {
      bindName(scope, statement.name, self.interpreter.function(statement, scope));
      return undefined;
    },
    Nonlocal: ({ names }, scope) => {
      for (const name of names) {
        let owner = scope.parent;
        while (owner !== undefined && !owner.names.has(name)) owner = owner.parent;
        if (owner !== undefined) (scope.elsewhere ??= new Map<string, Scope>()).set(name, owner);
      }
      return undefined;
    },
    Global: ({ names }, scope, { interpreter }) => {
      for (const name of names) (scope.elsewhere ??= new Map<string, Scope>()).set(name, interpreter.module);
      return undefined;
    },
    With: (statement, scope, self) => self.#with(statement, scope),
    Try: (statement, scope, self) => self.#try(statement, scope),
    Break: () => ({ kind: 'break' }),
    Continue: () => ({ kind: 'continue' }),
    Raise: () => {
      throw new Raised();
    },
    Error: (statement) => {
      throw new Refused(phrase`the code does not parse here`, statement);
    },
    Match: (statement, scope, self) => self.#match(statement, scope),
    Class: (definition, scope, self) => {
      self.interpreter.remember(definition, scope);
      scope.names.set(definition.name, { kind: 'class', definition });
      if (definition.decorators.length > 0) self.interpreter.classAttributes(definition);
      return undefined;
    },
  };

  /** What raises goes on in the only handler: which of several is meant is not known. */
  #try(statement: Extract<Statement, { kind: 'Try' }>, scope: Scope): Signal {
    const { body, handlers, orElse, finalBody } = statement;
    const [handler, ...others] = handlers;
    const tried = this.interpreter.attempt(
      () => this.#block([...body, ...orElse], scope),
      (failed): Signal => {
        if (failed instanceof Refused || !handler || others.length > 0) throw failed;
        this.interpreter.trace.branch(1);
        return this.#block(handler.body, scope);
      },
    );
    return this.#block(finalBody, scope) ?? tried;
  }

  #holds(test: Expression, scope: Scope): boolean {
    return this.interpreter.truth(this.interpreter.evaluate(test, scope), test);
  }

  #match(statement: Extract<Statement, { kind: 'Match' }>, scope: Scope): Signal {
    const { interpreter } = this;
    const subject = interpreter.evaluate(statement.subject, scope);
    for (const { pattern, guard, body } of statement.cases) {
      const bound = matched(pattern, subject, statement.subject, interpreter.trace);
      if (!bound) continue;
      for (const [name, value] of bound) scope.names.set(name, value);
      if (!guard || interpreter.truth(interpreter.evaluate(guard, scope), guard))
        return this.#block(body, scope);
    }
    return undefined;
  }

  #loop(items: Iterable<Value>, statement: Extract<Statement, { kind: 'For' }>, scope: Scope): Signal {
    for (const item of items) {
      this.assign(statement.target, item, scope);
      const signal = this.#block(statement.body, scope);
      if (signal?.kind === 'return') return signal;
      if (signal?.kind === 'break') return undefined;
    }
    return this.#block(statement.orElse, scope);
  }

  #with(statement: Extract<Statement, { kind: 'With' }>, scope: Scope): Signal {
    const entered: Value[] = [];
    for (const { value, target } of statement.items) {
      const manager = this.#ownManager(value, scope);
      if (manager) {
        const held = specialCall(manager, '__enter__', [], value, this.interpreter) ?? none;
        if (target) this.assign(target, held, scope);
        entered.push(manager);
        continue;
      }
      const callee = value.kind === 'Call' ? value.callee : value;
      const name = this.interpreter.bindings.qualifiedName(callee) ?? '';
      if (cutsGradient(name) || (/\.set_grad_enabled$/u.test(name) && this.#isFalse(value, scope)))
        return this.#withoutGradient(statement, name, scope);
      if (!harmlessContexts.test(name))
        throw new Refused(phrase`what this \`with\` does is not known`, value);
    }
    const signal = this.#block(statement.body, scope);
    for (const manager of entered.reverse())
      specialCall(manager, '__exit__', [none, none, none], statement, this.interpreter);
    return signal;
  }

  /** An object of one's own that `with` enters. */
  #ownManager(value: Expression, scope: Scope): Value | undefined {
    const { bindings } = this.interpreter;
    const head = value.kind === 'Call' ? value.callee : value;
    const referent = bindings.referent(head);
    const isOwn =
      referent?.kind === 'class' && methodOf(referent.definition, '__enter__', bindings) !== undefined;
    return isOwn ? this.interpreter.evaluate(value, scope) : undefined;
  }

  /** `set_grad_enabled(False)` */
  #isFalse(call: Expression, scope: Scope): boolean {
    const [first] = call.kind === 'Call' ? call.arguments : [];
    if (first === undefined) return false;
    const { interpreter } = this;
    return !interpreter.truth(interpreter.evaluate(first.value, scope), first.value);
  }

  /** What is computed there goes on without a derivative; another name for what there was keeps its own. */
  #withoutGradient({ body }: Extract<Statement, { kind: 'With' }>, name: string, scope: Scope): Signal {
    const { interpreter } = this;
    for (const statement of body) {
      const [target, ...more] = statement.kind === 'Assign' ? statement.targets : [];
      const isPlain = target?.kind === 'Name' && more.length === 0;
      if (statement.kind === 'ExpressionStatement' && !this.#varies(statement.value, scope)) continue;
      if (!isPlain && statement.kind !== 'Return')
        throw new Refused(phrase`\`${name}\` cuts the derivative off`, statement);
      const isOther = statement.kind !== 'Assign' || statement.value?.kind !== 'Name';
      const signal = this.#statement(statement, scope);
      if (signal?.kind === 'return')
        return isOther ? { ...signal, value: withoutGradient(signal.value, statement, interpreter) } : signal;
      const value = isPlain ? scope.names.get(target.id) : undefined;
      if (isPlain && value && isOther)
        bindName(scope, target.id, withoutGradient(value, statement, interpreter));
    }
    return undefined;
  }

  /** Runs a line for what it changes, `self.k.fill_(0.8)`, and says whether that hangs on the input. */
  #varies(expression: Expression, scope: Scope): boolean {
    const value = this.interpreter.evaluate(expression, scope);
    const cells = value.kind === 'tensor' ? value.cells : [value];
    return cells.some((cell) => cell.kind === 'number' && cell.jet.slope !== 0);
  }

  #augment(target: Expression, operator: BinaryOperator, value: Expression, scope: Scope): void {
    const { interpreter } = this;
    const old = interpreter.evaluate(target, scope);
    const right = interpreter.evaluate(value, scope);
    if (old.kind === 'list' && right.kind === 'list' && operator === '+') {
      interpreter.trace.spend(right.items.length, target);
      old.items.push(...right.items);
      return;
    }
    const own = ownAugmented(operator, old, right, target, interpreter);
    if (own) {
      this.assign(target, own, scope);
      return;
    }
    const result = interpreter.binary(operator, old, right, target);
    if (target.kind === 'Subscript') {
      if (old.kind === 'nothing') return;
      this.assign(target, result, scope);
      return;
    }
    if (this.#writesInto(old, target)) write(old, result, target);
    else this.assign(target, result, scope);
  }

  /** Whether an augmented assignment changes the object for all that hold it. */
  #writesInto(old: Value, target: Expression): boolean {
    const { storage } = this.interpreter.options;
    if (storage === 'immutable') return false;
    if (old.kind === 'tensor' || old.kind === 'truth') return storage === 'mutable';
    if (old.kind !== 'number' || old.python) return false;
    if (storage === 'unknown' && (old.held ?? 0) > 1)
      throw new Refused(phrase`whether this changes a tensor for its other names, too, is not known`, target);
    return storage === 'mutable';
  }

  assign(target: Expression, value: Value, scope: Scope): void {
    const { interpreter } = this;
    if (target.kind === 'Name') {
      bindName(scope, target.id, value);
      return;
    }
    if (target.kind === 'Tuple' || target.kind === 'List') {
      const { elements } = target;
      const items = interpreter.items(value, target);
      // `first, *rest = values`
      const star = elements.findIndex(({ kind }) => kind === 'Starred');
      const taken = star === -1 ? 1 : items.length - elements.length + 1;
      if (taken < 0 || (star === -1 && items.length !== elements.length))
        throw new Refused(phrase`the numbers of names and values differ`, target);
      elements.forEach((element, index) => {
        if (element.kind === 'Starred')
          this.assign(element.value, { kind: 'list', items: items.slice(star, star + taken) }, scope);
        else
          this.assign(element, items[star !== -1 && index > star ? index - 1 + taken : index] ?? none, scope);
      });
      return;
    }
    if (target.kind === 'Attribute') {
      const object = interpreter.evaluate(target.object, scope);
      if (object.kind === 'instance') setAttribute(object, target.name, value, target, interpreter);
      else if (object.kind === 'class')
        interpreter.classAttributes(object.definition).set(target.name, value);
      else if (object.kind === 'context') object.attributes.set(target.name, value);
      else if (object.kind !== 'opaque') throw new Refused(phrase`it changes an attribute`, target);
      return;
    }
    if (target.kind === 'Subscript') return this.#assignWhere(target, value, scope);
    throw new Refused(phrase`this assignment is not followed`, target);
  }

  /** `y[mask] = value`, `y[:] = value`, `y[...] = value` */
  #assignWhere(target: Extract<Expression, { kind: 'Subscript' }>, value: Value, scope: Scope): void {
    const { interpreter } = this;
    const object = interpreter.evaluate(target.object, scope);
    const { index } = target;
    const isWholeSlice =
      index.kind === 'Slice' && [index.lower, index.upper, index.step].every((bound) => bound === undefined);
    if (index.kind === 'Slice' && !isWholeSlice)
      throw new Refused(phrase`it changes single elements`, target);
    const at = index.kind === 'Slice' ? undefined : interpreter.evaluate(index, scope);
    if (at && this.#entersInto(object, at, value, target)) return;
    const isAll = isWholeSlice || (at?.kind === 'opaque' && at.name === '...');
    if (!isAll && at?.kind !== 'truth') throw new Refused(phrase`it changes single elements`, target);
    if (interpreter.options.storage === 'immutable')
      throw new Refused(phrase`it assigns to elements of a tensor that cannot be changed`, target);
    if (at?.kind === 'truth') {
      interpreter.trace.branch(at.value ? 1 : 0);
      if (!at.value) return;
      // What was there before counts in automatic differentiation with 0: times an infinite slope that is undefined.
      if (object.kind === 'number' && !Number.isFinite(object.jet.slope)) {
        const { value: written } = jetOf(value, target);
        write(object, numberValue({ value: written, slope: Number.NaN, curvature: Number.NaN }), target);
        return;
      }
    }
    write(object, value, target);
  }

  /** Puts a value into a dictionary, a list, or an object of one's own that takes it; whether it is one. */
  #entersInto(
    object: Value,
    at: Value,
    value: Value,
    target: Extract<Expression, { kind: 'Subscript' }>,
  ): boolean {
    if (object.kind === 'dictionary') {
      object.entries.set(keyOf(at, target.index), value);
      return true;
    }
    if (object.kind === 'list' && at.kind === 'number' && object.items.at(at.jet.value)) {
      const { value: index } = at.jet;
      object.items[index < 0 ? index + object.items.length : index] = value;
      return true;
    }
    return specialCall(object, '__setitem__', [at, value], target, this.interpreter) !== undefined;
  }

  runTolerantly(body: readonly Statement[], scope: Scope): void {
    for (const statement of body) {
      const signal = this.interpreter.attempt(
        () => this.#statement(statement, scope),
        (failed): Signal => {
          if (failed instanceof Raised) throw failed;
          this.interpreter.trace.spend(failureSteps, statement);
          this.#forget(statement, failed, scope);
          return undefined;
        },
      );
      if (signal) return;
    }
  }

  /** Everything that a statement would have set is unknown from here on, for the reason that stopped it. */
  #forget(statement: Statement, refused: Refused, scope: Scope): void {
    const unknown: Value = { kind: 'unknown', because: refused.because, place: refused.place };
    let targets = assignedIn.get(statement);
    if (!targets) assignedIn.set(statement, (targets = [...targetsOf(statement), ...writtenIn(statement)]));
    for (const target of [...targets, ...this.#changedByMethod(statement, scope)]) {
      if (target.kind === 'Name') scope.names.set(target.id, unknown);
      if (target.kind === 'Attribute')
        for (const object of this.#ownersOf(target.object, scope))
          object.attributes.set(target.name, unknown);
    }
  }

  /** Whose attribute it may be: of an object, or of all that are known here where a class gets it, `type(self).scale = 2`. */
  #ownersOf(expression: Expression, scope: Scope): readonly Instance[] {
    const owner = this.interpreter.attempt<Value>(
      () => this.interpreter.evaluate(expression, scope),
      () => none,
    );
    if (owner.kind === 'instance') return [owner];
    return [...scope.names.values()].filter((value) => value.kind === 'instance');
  }

  /** What `self.reset_parameters()` was going to set, all of it. */
  #changedByMethod(statement: Statement, scope: Scope): readonly Expression[] {
    const call = statement.kind === 'ExpressionStatement' ? statement.value : undefined;
    if (call?.kind !== 'Call' || call.callee.kind !== 'Attribute' || call.callee.object.kind !== 'Name')
      return [];
    const self = scope.names.get(call.callee.object.id);
    const method =
      self?.kind === 'instance'
        ? methodOf(self.definition, call.callee.name, this.interpreter.bindings)
        : undefined;
    const own = method?.definition.parameters[0]?.name;
    // Its own name for the object is as a rule that of the caller.
    if (own !== call.callee.object.id) return [];
    return (method?.definition.body ?? []).flatMap((one) => [...targetsOf(one), ...writtenIn(one)]);
  }
}

/** `self.w.data` writes into `self.w`. */
const storedIn = (written: Expression): Expression =>
  written.kind === 'Attribute' && written.name === 'data' ? written.object : written;

/** What methods write into: `self.w.uniform_(0, 1)`, `nn.init.normal_(self.w)`. */
function writtenIn(statement: Statement): readonly Expression[] {
  const found: Expression[] = [];
  walk(statement, (node) => {
    if (node.kind !== 'Call' || node.callee.kind !== 'Attribute' || !/[^_]_$/u.test(node.callee.name)) return;
    found.push(
      ...[node.callee.object, ...node.arguments.slice(0, 1).map(({ value }) => value)].map(storedIn),
    );
  });
  return found;
}

const assignedIn = new WeakMap<Statement, readonly Expression[]>();

/** Assignment targets anywhere in a statement. */
function targetsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'Assign':
      return statement.targets.flatMap((target) =>
        target.kind === 'Tuple' || target.kind === 'List' ? target.elements : [target],
      );
    case 'AugmentedAssign':
      return [statement.target];
    case 'If':
    case 'For':
    case 'While':
      return [...statement.body, ...statement.orElse].flatMap(targetsOf);
    case 'With':
    case 'Try':
      return statement.body.flatMap(targetsOf);
    case 'Match':
      return statement.cases.flatMap(({ body }) => body.flatMap(targetsOf));
    default:
      return [];
  }
}
