/** The one place where the service meets the tracer. */
import type { ModuleTrace } from '../network/graph';
import { traceModule } from '../network/trace';

export { forgetModules } from '../network/interpreter/modules';
import type { Bindings } from '../python/names';
import type { ModuleSource } from '../service';

export const NO_TRACE: ModuleTrace = { models: [], modules: new Map() };

/** Models of one document version; unchanged ones are the previous version's objects. */
export const traceDocument = (
  bindings: Bindings,
  source: ModuleSource,
  previous: ModuleTrace | undefined,
): ModuleTrace => traceModule(bindings, { source }, previous);
