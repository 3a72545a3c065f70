import { isAutogradFunction } from '../../functions/autograd';
import { methodOf } from '../../functions/classes';
import { functionDefinedBy } from '../../functions/definition';
import { interpret, ownParameters, type InterpretedFunction } from '../../functions/interpret';
import { phrase } from '../../phrase';
import type { Bindings } from '../../python/names';
import type {
  ClassDefinition,
  Expression,
  FunctionDefinition,
  Place,
  Statement,
  Unit,
} from '../../python/syntax';
import { walk } from '../../python/walk';
import { wordsOf } from '../../python/words';
import { formatFigure } from '../../numerics/figures';
import type { Rule } from '../rule';

export const customGradientMismatch: Rule = {
  meta: {
    name: 'custom-gradient-mismatch',
    frameworks: ['torch', 'tensorflow', 'jax'],
    category: 'arithmetic',
    defaultSeverity: 'warning',
    fixable: 'none',
    summary: 'A gradient of one’s own is not the derivative of its function: training follows a wrong slope.',
  },
  onModule(_models, { bindings, report }) {
    for (const unit of bindings.module.units) {
      if (!wordsOf(unit).hasAny(telling)) continue;
      for (const { own, rule, text } of declaredIn(unit, bindings)) {
        if (onPurpose.test(text)) continue;
        const curve = curveOf(own, bindings);
        if (!curve) continue;
        const difference = differenceOf(curve);
        const fixed = difference ? undefined : fixedGradient(curve, text);
        if (!difference && !fixed) continue;
        const place = returnedBy(rule) ?? rule;
        report({
          place,
          message: difference
            ? phrase`At ${own.variable} = ${formatFigure(difference.x)} \`${rule.name}\` gives ${formatFigure(difference.declared)}; the derivative is ${formatFigure(difference.derived)}. Correct it, or document the surrogate.`
            : phrase`At ${own.variable} = ${formatFigure(fixed?.x ?? 0)} \`${rule.name}\` gives ${formatFigure(fixed?.declared ?? 0)} whatever gradient comes in. Multiply the two.`,
          related: [{ place: nameOf(own.definition), message: phrase`This is what is differentiated.` }],
        });
      }
    }
  },
};

const telling: ReadonlySet<string> = new Set(['backward', 'custom_gradient', 'custom_jvp', 'custom_vjp']);

/** Words of those who mean another gradient: estimators, quantisation, reversal, explanations, scaling. */
const onPurpose =
  /straight|pass(?:es)?[ _-]through|surrogate|(?:^|[^a-z])ste(?:$|[^a-z])|estimat|binar|quanti|revers|adversar|guided|deconv|relevance|\blrp|saliency|spik|approx|clip\w{0,12}[ _]grad|grad\w{0,12}[ _]?(?:clip|scal)|stochastic|relax|pseudo|not the (?:true )?(?:derivative|gradient)|on purpose|heuristic/iu;

interface Declared {
  readonly own: { readonly definition: FunctionDefinition; readonly variable: string };
  /** What computes the gradient. */
  readonly rule: FunctionDefinition;
  /** All of it, comments included. */
  readonly text: string;
}

function declaredIn(unit: Unit, bindings: Bindings): readonly Declared[] {
  const found: Declared[] = [];
  const note = (definition: FunctionDefinition, rule: FunctionDefinition | undefined, around: Place[]) => {
    const [first] = ownParameters(functionDefinedBy(definition, bindings), bindings);
    const text = around.map(({ unit: { text: all }, start, end }) => all.slice(start, end)).join('\n');
    if (rule && first) found.push({ own: { definition, variable: first.name }, rule, text });
  };
  const visit = (statements: readonly Statement[]) => {
    for (const statement of statements) {
      if (statement.kind === 'Class' && isAutogradFunction(statement, bindings)) {
        const forward = methodOf(statement, 'forward', bindings)?.definition;
        const backward = methodOf(statement, 'backward', bindings)?.definition;
        // What a base defines is told there.
        if (forward && backward?.unit === unit) note(forward, backward, [statement]);
      } else if (statement.kind === 'Class') visit(statement.body);
      if (statement.kind !== 'Function') continue;
      const rule = ruleOf(statement, bindings);
      if (rule) note(statement, rule, [statement, rule]);
    }
  };
  visit(unit.body);
  return found;
}

/** What a decorated function of TensorFlow or JAX has for its gradient. */
function ruleOf(definition: FunctionDefinition, bindings: Bindings): FunctionDefinition | undefined {
  const decorators = definition.decorators.map((decorator) => bindings.qualifiedName(decorator) ?? '');
  if (decorators.some((name) => name.endsWith('.custom_gradient'))) {
    // The function within it that it returns.
    return definition.body.find((one): one is FunctionDefinition => one.kind === 'Function');
  }
  if (!decorators.some((name) => /\.custom_(?:jvp|vjp)$/u.test(name))) return undefined;
  for (const { body } of bindings.module.units)
    for (const statement of body) {
      if (statement.kind === 'Function' && statement.decorators.some((one) => setsRule(one, definition.name)))
        return statement;
      if (statement.kind !== 'ExpressionStatement' || statement.value.kind !== 'Call') continue;
      if (!setsRule(statement.value.callee, definition.name)) continue;
      const last = statement.value.arguments.at(-1)?.value;
      const referent = last && bindings.referent(last);
      return referent?.kind === 'function' ? referent.definition : undefined;
    }
  return undefined;
}

const setsRule = (callee: Expression, name: string): boolean =>
  callee.kind === 'Attribute' &&
  /^def(?:jvps?|vjp)$/u.test(callee.name) &&
  callee.object.kind === 'Name' &&
  callee.object.id === name;

/** Between round numbers, so that no kink is met. */
const points: readonly number[] = [
  0.31, -0.42, 0.87, -1.13, 1.57, -1.88, 2.23, -2.71, 3.3, -3.6, 0.07, -0.09,
];
/** Forms that agree up to this are approximations of one another. */
const tolerance = 0.01;
const fewest = 2;

interface Difference {
  readonly x: number;
  readonly declared: number;
  readonly derived: number;
}

type OwnCurve = InterpretedFunction & { readonly codeSlope: (x: number) => number };

/** The function with its declared gradient, where both are known; undefined for one that hands its input on. */
function curveOf({ definition }: Declared['own'], bindings: Bindings): OwnCurve | undefined {
  const function_ = functionDefinedBy(definition, bindings);
  const required = ownParameters(function_, bindings).filter(
    ({ defaultValue, form }, index) =>
      index > 0 && !defaultValue && (form === 'positional' || form === 'positional-only'),
  );
  const curve = interpret(function_, bindings, Object.fromEntries(required.map(({ name }) => [name, 0.7])));
  if (curve.kind !== 'curve' || curve.derivative !== 'backward' || handsOn(curve)) return undefined;
  const { codeSlope } = curve;
  return codeSlope && { ...curve, codeSlope };
}

/** Where the two derivatives are furthest apart; undefined where they agree, or the function is flat. */
function differenceOf(curve: OwnCurve): Difference | undefined {
  const measured = points.flatMap((x): readonly Difference[] => {
    const [declared, derived] = [curve.evaluate(x).slope, curve.codeSlope(x)];
    return Number.isFinite(declared) && Number.isFinite(derived) ? [{ x, declared, derived }] : [];
  });
  if (measured.every(({ derived }) => derived === 0)) return undefined;
  const size = Math.max(1e-3, ...measured.map(({ derived }) => Math.abs(derived)));
  const apart = ({ declared, derived }: Difference) => Math.abs(declared - derived);
  // A flat piece with another slope is an estimator, as where a clamp lets the gradient through.
  const wrong = measured.filter((one) => one.derived !== 0 && apart(one) > tolerance * size);
  if (wrong.length < fewest) return undefined;
  return wrong.reduce((a, b) => (apart(b) > apart(a) * 1.2 ? b : a));
}

/** A loss ends the chain: the gradient that comes in is 1. */
const endsChain = /loss|entropy|\.(?:mean|sum)\(|reduce_(?:mean|sum)|diverg|energy|objective/iu;

/** Where a right slope is given back as it is, whatever gradient comes in from behind; its sign alone is another thing. */
function fixedGradient(curve: OwnCurve, text: string): Omit<Difference, 'derived'> | undefined {
  if (endsChain.test(text)) return undefined;
  const fixed = points.flatMap((x) => {
    const [declared, half, turned] = [1, 0.5, -0.5].map((incoming) => curve.gradient(x, incoming));
    return declared !== undefined && declared !== 0 && declared === half && half === turned
      ? [{ x, declared }]
      : [];
  });
  return fixed.length < fewest ? undefined : fixed[0];
}

/** A function that is its input has a gradient of its own for one reason only. */
const handsOn = (curve: InterpretedFunction): boolean =>
  points.every((x) => Math.abs(curve.evaluate(x).value - x) < 1e-9);

/** What the last `return` gives back. */
function returnedBy(definition: FunctionDefinition): Expression | undefined {
  let found: Expression | undefined;
  walk(definition, (node) => {
    if (node !== definition && (node.kind === 'Function' || node.kind === 'Lambda')) return false;
    if (node.kind === 'Return' && node.value) found = node.value;
    return true;
  });
  return found;
}

const nameOf = (definition: FunctionDefinition | ClassDefinition): Place => ({
  unit: definition.unit,
  start: definition.nameStart,
  end: definition.nameEnd,
});
