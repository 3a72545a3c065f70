import { codeOf, type ParameterValues } from '../../core/functions/framework-code';
import type { Target } from '../../core/functions/operations';
import { definedName, pythonOf, readExpression } from '../../core/functions/typed-expression';
import type { Say } from '../../core/phrase';
import { createLensService } from '../../core/service';
import type { Plot } from '../../protocol';
import { factsIn, type OwnFunctions } from './own-functions';

interface Problem {
  readonly problem: string;
}

/** Expressions typed into the panel: drawn, and written as code. */
export interface Expressions {
  plotOf(typed: string): Plot | Problem;
  codeOf(typed: string, target: Target, values: ParameterValues): { readonly code: string } | Problem;
}

const uri = 'untitled:typed-expression.py';

export function createExpressions(functions: OwnFunctions, say: Say): Expressions {
  const service = createLensService({ say });
  let version = 0;
  return {
    plotOf(typed) {
      const read = readExpression(typed);
      if (read.kind === 'unread') return { problem: say(read.reason) };
      const source = pythonOf(read);
      version += 1;
      const document = service.update(uri, version, source);
      const use = document.functionAt(source.indexOf(`${definedName}(`));
      if (use === undefined) return { problem: '' };
      const { result } = use;
      if (result.kind !== 'curve') return { problem: result.reason };
      const shown = functions.remember(`typed#${read.text}`.slice(0, 200), result);
      return {
        function: {
          ...shown,
          name: read.text.slice(0, 200),
          expression: read.text,
          facts: factsIn(use, say),
          parameters: result.parameters.flatMap(({ name, default: value }) =>
            typeof value === 'number' ? [{ name, value, whole: false }] : [],
          ),
        },
        title: read.text.slice(0, 200),
        api: '',
        framework: null,
      };
    },
    codeOf(typed, target, values) {
      const read = readExpression(typed);
      return read.kind === 'unread' ? { problem: say(read.reason) } : { code: codeOf(read, target, values) };
    },
  };
}
