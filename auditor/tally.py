"""What was checked, and what failed."""


class Tally:
    """Counts checks by name and keeps every failure with its place and both values."""

    def __init__(self):
        self.passed = {}
        self.failures = []

    def check(self, name, where, holds, message):
        """Counts one check; `message` says what is wrong where it does not hold."""
        self.passed.setdefault(name, 0)
        if holds:
            self.passed[name] += 1
        else:
            self.failures.append((name, where, message))
        return holds

    def same(self, name, where, reported, expected):
        """Counts one comparison of a reported value with what it must be."""
        return self.check(
            name, where, reported == expected, f"reported {reported!r}, must be {expected!r}"
        )

    def failed(self, name):
        return sum(1 for failure in self.failures if failure[0] == name)

    def lines(self, show=50):
        """The table of checks, then the failures: at most `show` of them."""
        width = max([len(name) for name in self.passed] + [len("check")])
        yield f"{'check':<{width}}  passed  failed"
        for name, passed in self.passed.items():
            failed = self.failed(name)
            mark = "  <-- FAILED" if failed else ""
            yield f"{name:<{width}}  {passed:>6}  {failed:>6}{mark}"
        for name, where, message in self.failures[:show]:
            yield f"FAILED  {where}: {name}: {message}"
        if len(self.failures) > show:
            yield f"... and {len(self.failures) - show} more failures"
        total = sum(self.passed.values())
        yield f"{total} passed, {len(self.failures)} failed"
