/** A function of the code as a value: its parameters, its decorators, what it gives one by one. */
import { phrase } from '../phrase';
import type { Expression, FunctionDefinition, Parameter, Place } from '../python/syntax';
import { walk } from '../python/walk';
import { withCustomGradient, withJaxRule } from './autograd';
import { dictionary } from './dictionaries';
import { bindName, type Defaults, type Evaluation, type Scope } from './evaluation';
import { callMethod } from './qualified';
import { rememberOwner } from './super';
import { jetOf, Raised, Refused, type CallArguments, type Value } from './value';

/** `torch.no_grad`, as a context or a decorator. */
export const cutsGradient = (name: string): boolean => /\.(?:no_grad|inference_mode)$/u.test(name);

/** Decorators that leave what a function computes as it is. */
const harmlessDecorators: ReadonlySet<string> = new Set(
  (
    'jit njit script function vmap staticmethod classmethod property cached_property setter custom_gradient custom_jvp custom_vjp lru_cache cache wraps compact ' +
    'nowrap vectorize once_differentiable custom_fwd custom_bwd script_method ignore export unused override register_keras_serializable compile no_type_check'
  ).split(' '),
);

const generators = new WeakMap<FunctionDefinition, boolean>();

/** No name of Python: what a generator has given so far. */
export const yieldedName = ' yielded';

export function functionValue(
  definition: FunctionDefinition,
  given: Scope,
  context: Evaluation,
  self?: Value,
  decorated = true,
): Value {
  const scope = context.around(definition) ?? given;
  const decorators = decorated ? definition.decorators : [];
  context.trace.spend(decorators.length, definition);
  const isStatic = definition.decorators.some((decorator) => lastName(decorator) === 'staticmethod');
  if (self && !isStatic && decorators.some((decorator) => isOwnDecorator(decorator, context)))
    return withFirst(self, context.function(definition, scope), context);
  const first =
    self?.kind === 'instance' && isClassMethod(definition)
      ? ({ kind: 'class', definition: self.definition } as const)
      : self;
  const defaults = defaultsNow(definition.parameters, scope, context);
  const run = (given: CallArguments): Value => {
    const positional = first && !isStatic ? [first, ...given.positional] : given.positional;
    const inner = parametersBound(
      definition.parameters,
      { ...given, positional },
      { parent: scope, name: definition.name, defaults },
      context,
    );
    rememberOwner(inner, definition, positional[0]);
    if (!isGenerator(definition)) return context.run(definition.body, inner);
    const yielded: Value = { kind: 'list', items: [] };
    inner.names.set(yieldedName, yielded);
    context.run(definition.body, inner);
    return yielded;
  };
  const rule = decorators.find((decorator) => /^custom_(?:gradient|jvp|vjp)$/u.test(lastName(decorator)));
  const call = (given: CallArguments): Value =>
    rule === undefined
      ? run(given)
      : lastName(rule) === 'custom_gradient'
        ? withCustomGradient(run, given, context)
        : withJaxRule(
            { name: definition.name, fixed: fixedArguments(rule, scope, context), run },
            given,
            context,
          );
  return decorators.reduceRight<Value>(
    (inner, decorator) => decoratedValue(inner, decorator, definition, scope, context),
    { kind: 'callable', name: definition.name, call },
  );
}

/** What a decorator makes of a function: the same, the same without a derivative, or what a function of one's own returns. */
function decoratedValue(
  inner: Value,
  decorator: Expression,
  definition: FunctionDefinition,
  scope: Scope,
  context: Evaluation,
): Value {
  const name = lastName(decorator);
  if (harmlessDecorators.has(name)) return inner;
  const head = decorator.kind === 'Call' ? decorator.callee : decorator;
  if (cutsGradient(context.bindings.qualifiedName(head) ?? '')) {
    const call = (given: CallArguments): Value =>
      withoutGradient(context.call(inner, given), given.place, context);
    return { kind: 'callable', name: definition.name, call };
  }
  if (isOwnDecorator(decorator, context))
    return context.call(context.evaluate(decorator, scope), {
      positional: [inner],
      keywords: new Map(),
      place: decorator,
    });
  // What enters a function in a table gives it back.
  if (name.startsWith('register')) return inner;
  throw new Refused(phrase`the decorator \`${name}\` may change what \`${definition.name}\` does`, decorator);
}

export function isOwnDecorator(decorator: Expression, context: Evaluation): boolean {
  const head = decorator.kind === 'Call' ? decorator.callee : decorator;
  return context.bindings.referent(head)?.kind === 'function' && !harmlessDecorators.has(lastName(decorator));
}

/** `nondiff_argnums=(1,)` of a decorator: places of arguments that have no derivative. */
function fixedArguments(decorator: Expression, scope: Scope, context: Evaluation): readonly number[] {
  const given = decorator.kind === 'Call' ? decorator.arguments : [];
  const named = given.find(({ name }) => name === 'nondiff_argnums');
  if (named === undefined) return [];
  const value = context.evaluate(named.value, scope);
  const places = value.kind === 'list' ? value.items : [value];
  return places.map((place) => jetOf(place, decorator).value);
}

/** The same numbers without a derivative. */
export function withoutGradient(value: Value, place: Place, context: Pick<Evaluation, 'library'>): Value {
  if (value.kind === 'list')
    return { ...value, items: value.items.map((item) => withoutGradient(item, place, context)) };
  if (value.kind !== 'number' && value.kind !== 'tensor') return value;
  return callMethod('detach', { positional: [value], keywords: new Map(), place }, context.library) ?? value;
}

/**
 * Defaults of a function that is defined inside another one or in a comprehension: `lambda x, k=k: …` keeps the `k` of its round. What cannot
 * be followed matters only to who needs it. Undefined for a function of the module, whose names stay what they are.
 */
export function defaultsNow(
  parameters: readonly Parameter[],
  scope: Scope,
  context: Evaluation,
): Defaults | undefined {
  if (scope.parent === undefined) return undefined;
  const values = new Map<Parameter, Value>();
  for (const parameter of parameters) {
    const { defaultValue } = parameter;
    // A number of the code itself may be moved by a slider, and is read when it is needed.
    if (defaultValue === undefined || defaultValue.kind === 'Number') continue;
    context.trace.spend(1, defaultValue);
    values.set(
      parameter,
      context.attempt(
        () => context.evaluate(defaultValue, scope),
        (failed): Value => {
          if (failed instanceof Raised) throw failed;
          return { kind: 'unknown', because: failed.because, place: failed.place };
        },
      ),
    );
  }
  return values;
}

/** A call's scope: parameters bound to what is given, or to their defaults. */
export function parametersBound(
  parameters: readonly Parameter[],
  given: CallArguments,
  {
    parent,
    name,
    defaults,
  }: { readonly parent: Scope; readonly name: string; readonly defaults: Defaults | undefined },
  context: Evaluation,
): Scope {
  context.trace.spend(parameters.length, given.place);
  const scope: Scope = { names: new Map(), parent };
  let position = 0;
  for (const parameter of parameters) {
    if (parameter.form === 'star') {
      scope.names.set(parameter.name, { kind: 'list', items: given.positional.slice(position) });
      position = given.positional.length;
      continue;
    }
    if (parameter.form === 'double-star') {
      const named = new Set(parameters.map(({ name: own }) => own));
      scope.names.set(
        parameter.name,
        dictionary(
          [...given.keywords].filter(([keyword]) => !named.has(keyword)),
          given.place,
        ),
      );
      continue;
    }
    const value =
      (parameter.form === 'keyword-only' ? undefined : given.positional[position++]) ??
      given.keywords.get(parameter.name);
    if (value) bindName(scope, parameter.name, value);
    else if (parameter.defaultValue) {
      context.noteParameter(parameter.name, parameter.defaultValue);
      bindName(
        scope,
        parameter.name,
        defaults?.get(parameter) ??
          (isMutable(parameter.defaultValue)
            ? context.fieldValue(parameter.defaultValue)
            : context.evaluate(parameter.defaultValue, parent)),
      );
    } else throw new Refused(phrase`\`${parameter.name}\` of \`${name}\` has no value`, given.place);
  }
  return scope;
}

/** `seen=[]`: the same list for all calls. */
const isMutable = ({ kind }: Expression): boolean =>
  kind === 'List' || kind === 'Dictionary' || kind === 'Set';

export const isClassMethod = (definition: FunctionDefinition): boolean =>
  definition.decorators.some((decorator) => lastName(decorator) === 'classmethod');

/** The same function with its first argument given, as a method has its object. */
export const withFirst = (first: Value, callee: Value, context: Pick<Evaluation, 'call'>): Value => ({
  kind: 'callable',
  name: callee.kind === 'callable' ? callee.name : 'method',
  call: (given) => context.call(callee, { ...given, positional: [first, ...given.positional] }),
});

/** `@a.b(c)` → `b`. */
function lastName(expression: Expression): string {
  // `@partial(jax.jit, static_argnums=1)` is `@jax.jit`.
  if (expression.kind === 'Call' && lastName(expression.callee) === 'partial') {
    const [head] = expression.arguments;
    return head ? lastName(head.value) : '';
  }
  if (expression.kind === 'Call') return lastName(expression.callee);
  return expression.kind === 'Attribute' ? expression.name : expression.kind === 'Name' ? expression.id : '';
}

function isGenerator(definition: FunctionDefinition): boolean {
  let yields = generators.get(definition);
  if (yields === undefined) {
    yields = false;
    walk(definition, (node) => {
      if (node.kind === 'Yield') yields = true;
    });
    generators.set(definition, yields);
  }
  return yields;
}
