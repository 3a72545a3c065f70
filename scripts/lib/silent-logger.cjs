// Stands in for VS Code's native file logger where that is not built: without any, VS Code 1.90 waits for one in an endless loop.
const names = [
  'trace',
  'debug',
  'info',
  'warn',
  'error',
  'critical',
  'setLevel',
  'setPattern',
  'clearFormatters',
];
const nothing = () => undefined;
const logger = Object.fromEntries([...names, 'flush', 'drop'].map((name) => [name, nothing]));
const create = async () => ({ ...logger, getLevel: () => 6 });
// Assigned one by one, so that an import by name finds them, too.
exports.version = 0;
exports.setLevel = nothing;
exports.setFlushOn = nothing;
exports.shutdown = nothing;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
