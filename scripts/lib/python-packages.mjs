// Real model code to measure against: the packages of the system's Python.
import { execFileSync } from 'node:child_process';

const interpreters = [process.env.PYTHON, '/usr/bin/python3', 'python3'].filter(Boolean);

/** The folder of a Python package, if an interpreter (PYTHON, the system's, the first on the path) has it. */
export function pythonPackage(name) {
  const code = `import importlib.util as u; s = u.find_spec('${name}'); print(s.submodule_search_locations[0])`;
  for (const interpreter of interpreters) {
    try {
      const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
      return execFileSync(interpreter, ['-c', code], options).trim();
    } catch {
      // Not there: the next interpreter may have it.
    }
  }
  return undefined;
}
