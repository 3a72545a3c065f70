/** Names that Python itself binds and that the interpreter gives a meaning to. */
export const builtinNames: ReadonlySet<string> = new Set(
  (
    'range len zip enumerate isinstance issubclass getattr setattr hasattr int float str bool list tuple dict set frozenset sorted ' +
    'reversed map filter type super print abs round pow sum min max any all next iter callable id object property staticmethod ' +
    'classmethod divmod repr vars slice'
  ).split(' '),
);
