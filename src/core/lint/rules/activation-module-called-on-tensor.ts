import { lastPart } from '../../python/dotted-name';
import { symbolOf, canonicalName } from '../../frameworks';
import { phrase } from '../../phrase';
import type { CallExpression, Expression, FunctionDefinition } from '../../python/syntax';
import { enclosing } from '../../python/walk';
import type { Fix, Rule, RuleContext } from '../rule';
import { sourceOf } from '../../python/source-text';
import { spell } from '../fixes/imports';
import { own } from '../../own';

/** Functional forms of activation modules, to call on a tensor. */
const functionalForms: Readonly<Record<string, string>> = {
  ReLU: 'relu',
  ReLU6: 'relu6',
  LeakyReLU: 'leaky_relu',
  ELU: 'elu',
  SELU: 'selu',
  CELU: 'celu',
  GELU: 'gelu',
  SiLU: 'silu',
  Mish: 'mish',
  Hardtanh: 'hardtanh',
  Hardswish: 'hardswish',
  Hardsigmoid: 'hardsigmoid',
  Softplus: 'softplus',
  Softsign: 'softsign',
  LogSigmoid: 'logsigmoid',
  Tanh: 'tanh',
  Sigmoid: 'sigmoid',
  Tanhshrink: 'tanhshrink',
  Softshrink: 'softshrink',
  Hardshrink: 'hardshrink',
};

export const activationModuleCalledOnTensor: Rule = {
  meta: {
    name: 'activation-module-called-on-tensor',
    frameworks: ['torch'],
    category: 'failure',
    defaultSeverity: 'error',
    fixable: 'safe',
    summary: 'An activation module is constructed with a tensor instead of being called on it.',
  },
  onCall(call, context) {
    const name = canonicalName(call.qualifiedName);
    const symbol = symbolOf(name);
    if (symbol?.role !== 'activation' || symbol.framework !== 'torch' || symbol.form !== 'module') return;
    const [first] = call.call.arguments;
    if (first?.form !== 'positional') return;
    if (!isTensor(first.value, call.call, context)) return;
    const short = lastPart(name);
    context.report({
      place: call.call,
      message: phrase`nn.${short}(…) constructs a module: given a tensor it applies nothing and returns a module, or fails. Call the function.`,
      fixes: functionalFix(call.call, short, context),
    });
  },
};

/**
 * Certain tensors only: the parameter of `forward` that is not a flag, a local that `forward` assigned from a call, or the result of a
 * layer of the module.
 */
function isTensor(expression: Expression, call: CallExpression, context: RuleContext): boolean {
  const forward = enclosing(call).find((node): node is FunctionDefinition => node.kind === 'Function');
  if (forward === undefined || !/^(?:_)?forward/.test(forward.name)) return false;
  if (expression.kind === 'Call') {
    return (
      expression.callee.kind === 'Attribute' &&
      expression.callee.object.kind === 'Name' &&
      expression.callee.object.id === 'self'
    );
  }
  if (expression.kind !== 'Name' || context.bindings.constant(expression) !== undefined) return false;
  const parameter = forward.parameters.slice(1).find(({ name }) => name === expression.id);
  return (
    parameter?.form === 'positional' &&
    parameter.defaultValue === undefined &&
    annotationAllowsTensor(parameter.annotation)
  );
}

function annotationAllowsTensor(annotation: Expression | undefined): boolean {
  return annotation === undefined || /Tensor/.test(sourceOf(annotation));
}

function functionalFix(call: CallExpression, module: string, context: RuleContext): readonly Fix[] {
  const name = own(functionalForms, module);
  if (name === undefined) return [];
  const qualified = name === 'tanh' || name === 'sigmoid' ? `torch.${name}` : `torch.nn.functional.${name}`;
  const { text, edits } = spell(context.bindings, qualified, call);
  return [
    {
      title: phrase`Call ${text} on it`,
      safe: true,
      edits: [{ kind: 'replace', place: call.callee, newText: text }, ...edits],
    },
  ];
}
