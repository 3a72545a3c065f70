/** Functions that bring their own derivative: `torch.autograd.Function` with a `backward`, `tf.custom_gradient`. */
import { phrase } from '../phrase';
import { constantJet, isConstant, lift, variableJet, type Jet } from '../numerics/jet';
import type { Bindings } from '../python/names';
import type { ClassDefinition, Expression, FunctionDefinition, Place, SourceModule } from '../python/syntax';
import { emptyScope, type Evaluation } from './evaluation';
import { lineage, methodOf } from './classes';
import {
  constantValue,
  jetOf,
  none,
  numberValue,
  Refused,
  truthValue,
  type CallArguments,
  type Value,
} from './value';

/** Where the derivative that is drawn comes from: `backward` is a rule of the function's own, `hidden` one that cannot be followed. */
export type DerivativeSource = 'automatic' | 'backward' | 'hidden';

export function isAutogradFunction(definition: ClassDefinition, bindings: Bindings): boolean {
  return lineage(definition, bindings).some(({ arguments: bases }) =>
    bases.some(({ value }) => bindings.qualifiedName(value)?.endsWith('autograd.Function') === true),
  );
}

const whatItReturns = phrase`what it returns`;

type Context = Extract<Value, { kind: 'context' }>;

/** `Function.apply`: forward's value with the derivative that `backward` computes; without one, it has none to show. */
export function autogradFunction(definition: ClassDefinition, place: Place, context: Evaluation): Value {
  const { bindings } = context;
  const forward = methodOf(definition, 'forward', bindings);
  if (!forward) throw new Refused(phrase`\`${definition.name}\` has no \`forward\``, place);
  const backward = methodOf(definition, 'backward', bindings) ?? methodOf(definition, 'vjp', bindings);
  const setup = methodOf(definition, 'setup_context', bindings);
  const method = (found: typeof forward): Value => context.function(found.definition, emptyScope());
  return {
    kind: 'callable',
    name: definition.name,
    call: (given) => {
      const run = (inputs: readonly Value[]): { readonly value: Jet; readonly ctx: Context } => {
        const ctx: Context = { kind: 'context', attributes: new Map() };
        const call = { ...given, positional: setup ? inputs : [ctx, ...inputs] };
        const result = context.call(method(forward), call);
        const value = jetOf(result, given.place, whatItReturns);
        if (setup) {
          const positional = [ctx, { kind: 'list' as const, items: [...inputs] }, result];
          context.call(method(setup), { positional, keywords: new Map(), place: given.place });
        }
        return { value, ctx };
      };
      if (!backward) return numberValue(run(given.positional).value);
      const gradient = (inputs: readonly Value[]): { readonly value: Jet; readonly slope: Jet } => {
        const { value, ctx } = run(inputs);
        const arguments_ = { positional: [ctx, incoming(context)], keywords: new Map(), place: given.place };
        const returned = context.call(method(backward), arguments_);
        return { value, slope: gradientOf(returned, varyingOf(given), given.place) };
      };
      return withOwnDerivative(given, run, gradient, context);
    },
  };
}

const incoming = ({ options }: Evaluation): Value => constantValue(options.incoming ?? 1);

/** The one input that depends on x, by position. */
function varyingOf(given: CallArguments): number {
  const varying = given.positional.flatMap((value, index) =>
    value.kind === 'number' && !isConstant(value.jet) ? [index] : [],
  );
  if (varying.length > 1)
    throw new Refused(phrase`several inputs of its own \`backward\` depend on x`, given.place);
  return varying[0] ?? 0;
}

/** What `backward` returns for an input: a gradient, or one for each input; None is 0. */
function gradientOf(returned: Value, index: number, place: Place): Jet {
  const chosen = returned.kind === 'list' ? returned.items[index] : returned;
  if (!chosen || chosen.kind === 'none') return constantJet(0);
  return jetOf(chosen, place, phrase`what \`backward\` returns`);
}

/**
 * The value with the slope that the function's own rule gives at x; the curvature is that of the rule. A rule that cannot be followed
 * leaves the derivative undefined.
 */
function withOwnDerivative(
  given: CallArguments,
  run: (inputs: readonly Value[]) => { readonly value: Jet },
  gradient: (inputs: readonly Value[]) => { readonly value: Jet; readonly slope: Jet },
  context: Evaluation,
): Value {
  if (context.options.derivative === 'code') {
    context.ownDerivative('backward');
    return numberValue(run(given.positional).value);
  }
  const index = varyingOf(given);
  const input = given.positional[index];
  if (input?.kind !== 'number' || isConstant(input.jet)) return numberValue(run(given.positional).value);
  const variable = numberValue(variableJet(input.jet.value));
  const inputs = given.positional.map((value, at) => (at === index ? variable : value));
  return context.attempt(
    () => {
      const { value, slope } = gradient(inputs);
      context.ownDerivative('backward');
      return numberValue(lift(input.jet, value.value, slope.value, slope.slope));
    },
    () => {
      const { value } = run(inputs);
      context.ownDerivative('hidden');
      return numberValue(lift(input.jet, value.value, Number.NaN, Number.NaN));
    },
  );
}

/** The rules that a module sets for a function: `@f.defjvp`, `f.defjvps(…)`, `f.defvjp(forward, backward)`. */
interface RuleOfJax {
  readonly form: 'jvp' | 'jvps' | 'vjp';
  readonly rules: readonly (Expression | FunctionDefinition)[];
}
const formsOfRules: ReadonlyMap<string, RuleOfJax['form']> = new Map<string, RuleOfJax['form']>([
  ['defjvp', 'jvp'],
  ['defjvps', 'jvps'],
  ['defvjp', 'vjp'],
]);
const rulesOfModules = new WeakMap<SourceModule, ReadonlyMap<string, RuleOfJax>>();

function ruleOf(name: string, module: SourceModule): RuleOfJax | undefined {
  const known = rulesOfModules.get(module) ?? new Map<string, RuleOfJax>();
  if (rulesOfModules.has(module)) return known.get(name);
  const found = new Map<string, RuleOfJax>();
  const note = (callee: Expression, rules: RuleOfJax['rules']) => {
    if (callee.kind !== 'Attribute' || callee.object.kind !== 'Name') return;
    const form = formsOfRules.get(callee.name);
    if (form) found.set(callee.object.id, { form, rules });
  };
  for (const { body } of module.units) {
    for (const statement of body) {
      if (statement.kind === 'Function') for (const one of statement.decorators) note(one, [statement]);
      if (statement.kind === 'ExpressionStatement' && statement.value.kind === 'Call') {
        const { callee, arguments: given } = statement.value;
        note(
          callee,
          given.map(({ value }) => value),
        );
      }
    }
  }
  rulesOfModules.set(module, found);
  return found.get(name);
}

/** Functions whose rule is being run: calling them there asks for their value. */
const running = new WeakMap<Evaluation, Set<string>>();

/** `jax.custom_jvp` and `custom_vjp`, whose rule is set elsewhere in the module. */
export function withJaxRule(
  {
    name,
    fixed,
    run,
  }: {
    readonly name: string;
    /** Places of arguments that have no derivative: rules take them apart, in front. */
    readonly fixed: readonly number[];
    readonly run: (given: CallArguments) => Value;
  },
  given: CallArguments,
  context: Evaluation,
): Value {
  const { place } = given;
  const open = running.get(context) ?? new Set<string>();
  running.set(context, open);
  if (open.has(name)) return run(given);
  const value = (positional: readonly Value[]) => jetOf(run({ ...given, positional }), place, whatItReturns);
  const call = (
    rule: Expression | FunctionDefinition | undefined,
    ...positional: readonly Value[]
  ): Value => {
    if (!rule) throw new Refused(phrase`its own derivative is set elsewhere`, place);
    const scope = emptyScope();
    // The rule is what is called `f_jvp`; its decorator only sets it.
    const callee =
      rule.kind === 'Function'
        ? context.function(rule, scope, undefined, false)
        : context.evaluate(rule, scope);
    return context.call(callee, { positional, keywords: new Map(), place });
  };
  const items = (returned: Value): readonly Value[] => {
    if (returned.kind === 'list') return returned.items;
    throw new Refused(phrase`its own derivative is set elsewhere`, place);
  };
  const list = (values: readonly Value[]): Value => ({ kind: 'list', items: [...values] });
  return withOwnDerivative(
    given,
    (positional) => ({ value: value(positional) }),
    (positional) => {
      const set = ruleOf(name, context.bindings.module);
      const varying = varyingOf(given);
      const apart = positional.filter((_, index) => fixed.includes(index));
      const primals = positional.filter((_, index) => !fixed.includes(index));
      const own = varying - fixed.filter((place) => place < varying).length;
      const tangents = primals.map((_, index) => (index === own ? incoming(context) : constantValue(0)));
      const gradient = (): Value => {
        switch (set?.form) {
          case 'jvp':
            return items(call(set.rules[0], ...apart, list(primals), list(tangents)))[1] ?? none;
          case 'jvps':
            return call(set.rules[varying], incoming(context), numberValue(value(positional)), ...positional);
          case 'vjp': {
            const [, residuals] = items(call(set.rules[0], ...positional));
            const returned = call(set.rules[1], ...apart, residuals ?? none, incoming(context));
            return returned.kind === 'list' ? (returned.items[own] ?? none) : returned;
          }
          case undefined:
            throw new Refused(phrase`its own derivative is set elsewhere`, place);
        }
      };
      open.add(name);
      try {
        const returned = gradient();
        const slope = returned.kind === 'none' ? constantJet(0) : jetOf(returned, place, whatItReturns);
        return { value: value(positional), slope };
      } finally {
        open.delete(name);
      }
    },
    context,
  );
}

/** `tf.custom_gradient`: the function returns its value and the function of its gradient. */
export function withCustomGradient(
  run: (given: CallArguments) => Value,
  given: CallArguments,
  context: Evaluation,
): Value {
  const pair = (inputs: readonly Value[]): readonly Value[] => {
    const returned = run({ ...given, positional: inputs });
    return returned.kind === 'list' ? returned.items : [returned];
  };
  const valueOf = (inputs: readonly Value[]): { readonly value: Jet } => ({
    value: jetOf(pair(inputs)[0] ?? none, given.place, whatItReturns),
  });
  return withOwnDerivative(
    given,
    valueOf,
    (inputs) => {
      const [result, rule] = pair(inputs);
      if (!rule) throw new Refused(phrase`it returns no gradient`, given.place);
      const call = {
        positional: [incoming(context)],
        keywords: new Map<string, Value>(),
        place: given.place,
      };
      const returned = context.call(rule, call);
      return {
        value: jetOf(result ?? none, given.place, whatItReturns),
        slope: gradientOf(returned, varyingOf(given), given.place),
      };
    },
    context,
  );
}

/** What `ctx` is asked for in forward and backward. */
export function contextAttribute(ctx: Context, name: string, place: Place): Value {
  const set = ctx.attributes.get(name);
  if (set) return set;
  switch (name) {
    case 'save_for_backward':
    case 'save_for_forward':
      return {
        kind: 'callable',
        name,
        call: ({ positional }) => {
          ctx.attributes.set('saved_tensors', { kind: 'list', items: [...positional] });
          return none;
        },
      };
    case 'saved_variables':
      return contextAttribute(ctx, 'saved_tensors', place);
    case 'needs_input_grad':
      return { kind: 'list', items: Array.from({ length: 20 }, () => truthValue(true)) };
    case 'mark_dirty':
    case 'mark_non_differentiable':
    case 'set_materialize_grads':
      return { kind: 'opaque', name };
    default:
      throw new Refused(phrase`\`ctx.${name}\` is not set in view`, place);
  }
}
