/** Bytes of images that become floats and go into a PyTorch model as they are: `model(read_image(path).float())`. */
import { phrase } from '../../phrase';
import type { Bindings } from '../../python/names';
import type { CallExpression, Expression, Unit } from '../../python/syntax';
import { parentOf, walkUnit } from '../../python/walk';
import { wordsOf } from '../../python/words';
import { byteSource, conversionBehind } from '../analysis/byte-tensors';
import { valueOf } from '../analysis/local-value';
import type { Edit, Fix, RuleContext } from '../rule';

const sources =
  /^(?:pil_to_tensor|PILToTensor|read_image|decode_image|decode_jpeg|decode_png|\w*MNIST|imread|from_numpy)$/;
/** Anything in the file that may scale, in a model or before it. */
const scaling = [
  // 128 and 256 are widths of layers, too.
  /255|127\.5|[-/]=?\s*(?:256|12[78])|scal|ConvertImageDtype|convert_image_dtype|normali[sz]|preprocess|style|instance_?norm/i,
  /\.div_?\(|\bmean\s*=/i,
  /-\s*[\w.]*mean/i,
  /\/=?\s*[\w.]*(?:max|std)/i,
];
const mayScale = (text: string): boolean => scaling.some((pattern) => pattern.test(text));

export function reportTorchPixels({ bindings, report }: RuleContext): void {
  const { units } = bindings.module;
  if (!bindings.importedModules.has('torch') || !units.some(mentionsBytes)) return;
  if (units.some((unit) => mayScale(unit.text.replace(/#[^\n]*/g, '')))) return;
  const reported = new Set<Expression>();
  for (const call of units.flatMap((unit) => modelCalls(unit, bindings))) {
    for (const { form, value } of call.arguments) {
      const conversion = form === 'positional' ? conversionBehind(value, bindings) : undefined;
      const source = conversion && byteSource(conversion.from, bindings);
      if (conversion === undefined || source === undefined || reported.has(conversion.call)) continue;
      reported.add(conversion.call);
      report({
        place: conversion.call,
        message: phrase`These pixels reach the model unscaled, 0 to 255: pre-activations start about 255 times too large. Divide by 255.`,
        related: [
          { place: source, message: phrase`The pixels are bytes here.` },
          { place: call, message: phrase`The model takes them here.` },
        ],
        fixes: [division(conversion.call)],
      });
    }
  }
}

const bytes = new WeakMap<Unit, boolean>();

/** Whether a unit has a word for images as bytes, worked out once. */
function mentionsBytes(unit: Unit): boolean {
  let answer = bytes.get(unit);
  if (answer === undefined)
    bytes.set(unit, (answer = [...wordsOf(unit).all()].some((word) => sources.test(word))));
  return answer;
}

/** Calls of what is surely a model, and data sets made of tensors. */
function modelCalls(unit: Unit, bindings: Bindings): readonly CallExpression[] {
  const calls: CallExpression[] = [];
  walkUnit(unit, (node) => {
    if (node.kind !== 'Call') return;
    const { callee } = node;
    const dataset = bindings.qualifiedName(callee) === 'torch.utils.data.TensorDataset';
    if (dataset || (callee.kind === 'Name' && isModel(valueOf(callee, bindings), bindings))) calls.push(node);
  });
  return calls;
}

/** `Net().to(device)`, `models.resnet18(…).eval()`. */
function isModel(value: Expression | undefined, bindings: Bindings): boolean {
  if (value?.kind !== 'Call') return false;
  const { callee } = value;
  if (callee.kind === 'Attribute' && /^(?:to|cuda|cpu|eval|train)$/.test(callee.name))
    return isModel(callee.object, bindings);
  const referent = bindings.referent(callee);
  if (referent?.kind === 'qualified')
    return /^torchvision\.models\.|^torch\.nn\.Sequential$/.test(referent.name);
  return (
    referent?.kind === 'class' &&
    referent.definition.arguments.some(
      ({ value: base }) => bindings.qualifiedName(base) === 'torch.nn.Module',
    )
  );
}

function division(call: CallExpression): Fix {
  const around = parentOf(call);
  const binds = around !== undefined && ['Attribute', 'Subscript', 'Binary', 'Unary'].includes(around.kind);
  const insert = (at: number, newText: string): Edit => ({
    kind: 'replace',
    place: { unit: call.unit, start: at, end: at },
    newText,
  });
  return {
    title: phrase`Divide the pixels by 255 (changes training)`,
    safe: false,
    edits: binds ? [insert(call.start, '('), insert(call.end, ' / 255)')] : [insert(call.end, ' / 255')],
  };
}
