#!/usr/bin/env python3
"""The documentation holds: its commands run, its links lead somewhere, its reference is what the node says.

A fenced block of shell in docs/ says what becomes of it:

    ```sh run            is run, after the page's earlier ones, in one shell of its own
    ```sh skip REASON    is not run, for the reason given
    ```text output       follows a block that is run: its lines stand in the output, in this order;
                         … stands for anything

Commands find the built programs on their path, and run in an empty folder with links to what the repository
holds. Port 9944 is replaced by a free one. What they left running is ended with the page.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import rig

# Far more than a page takes: a busy machine must not fail it.
PAGE_SECONDS = 180
FENCE = re.compile(r"^\s*```(.*)$")
AWAIT = "for _ in {1..600}; do if (exec 3<>/dev/tcp/127.0.0.1/9944) 2>/dev/null; then break; fi; sleep 0.1; done"
# Where a command writes only into the folder it runs in, these may be links.
SHARED = ["auditor", "data", "docs", "pallets", "runtime", "scripts", "tests"]


def pages(*where):
    """The Markdown files of the repository, as paths from its top."""
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *where],
                            cwd=rig.ROOT, capture_output=True, text=True, check=True).stdout
    return [page for page in listed.splitlines() if page.endswith(".md")]


def lines_of(page):
    with open(os.path.join(rig.ROOT, page), encoding="utf-8") as text:
        return text.read().splitlines()


def blocks(page):
    """The fenced blocks of a page: (what the fence says, line number of the first line, lines)."""
    inside, found = None, []
    for number, line in enumerate(lines_of(page), 1):
        fence = FENCE.match(line)
        if not fence:
            if inside is not None:
                found[-1][2].append(line)
        elif inside is None:
            inside = fence[1].strip()
            found.append((inside, number + 1, []))
        else:
            inside = None
    return found


# ---- commands ----

def undecided(page):
    """Blocks of shell that say neither `run` nor why not."""
    return [f"{page}:{line - 1}: ```{says}" for says, line, _ in blocks(page)
            if re.match(r"(sh|bash|console)\b", says) and says != "sh run"
            and not re.match(r"sh skip \S", says)]


def script(page, port):
    """The commands of a page as a script in which each stands at its own line; None if it has none.
    So what the shell says of a line is true of the page."""
    text = [""] * len(lines_of(page))
    for says, first, lines in blocks(page):
        if says == "sh run":
            text[first - 1:first - 1 + len(lines)] = [
                re.sub(r" &$", f" & {AWAIT}", line).replace("9944", str(port)) for line in lines]
    if not any(text):
        return None
    text[0] = (f"set -Eeuo pipefail; trap 's=$?; echo \"{page}:$LINENO: «$BASH_COMMAND» ended with $s\" >&2' ERR")
    return "\n".join(text) + "\n"


def missing_output(page, output, port):
    """What the page says that its commands print, and they did not."""
    at, printed = 0, output.replace(str(port), "9944")
    for says, first, lines in blocks(page):
        if says != "text output":
            continue
        for number, line in enumerate(lines, first):
            if not line.strip(" …"):
                continue
            pattern = r"[^\n]*?".join(r"\s+".join(map(re.escape, part.split())) for part in line.split("…"))
            found = re.compile(pattern).search(printed, at)
            if not found:
                return f"{page}:{number}: not in the output: {line}"
            at = found.end()
    return ""


def run_page(page):
    """Runs a page's commands. Returns what went wrong, or nothing."""
    port = rig.free_port()
    commands = script(page, port)
    if commands is None:
        return ""
    with tempfile.TemporaryDirectory() as work:
        for name in SHARED:
            os.symlink(os.path.join(rig.ROOT, name), os.path.join(work, name))
        file = os.path.join(work, ".commands")
        with open(file, "w", encoding="utf-8") as text:
            text.write(commands)
        log = os.path.join(work, ".output")
        with open(log, "w", encoding="utf-8") as out:
            shell = subprocess.Popen(
                ["bash", file], cwd=work, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
                env={**os.environ, "PATH": f"{rig.BINARIES}:{os.environ['PATH']}",
                     "COMMONWATT_NODE": f"ws://127.0.0.1:{port}"},
            )
            try:
                status = shell.wait(timeout=PAGE_SECONDS)
            except subprocess.TimeoutExpired:
                status = f"nothing after {PAGE_SECONDS} s"
            finally:
                try:
                    os.killpg(shell.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        with open(log, encoding="utf-8", errors="replace") as text:
            output = text.read()
    if status != 0:
        return f"{page} ended with {status}:\n" + "\n".join(output.splitlines()[-30:])
    return missing_output(page, output, port)


# ---- links ----

def prose(page):
    """The lines of a page with their numbers, without code."""
    fenced = False
    for number, line in enumerate(lines_of(page), 1):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number, re.sub(r"`[^`]*`", lambda code: code[0].replace("[", " ").replace("]", " "), line)


def anchors(page):
    """The addresses of a page's headings, as forges make them."""
    seen = {}
    for _, line in prose(page):
        heading = re.match(r"#+ (.*)", line)
        if heading:
            words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).lower()
            slug = re.sub(r"[^\w\- ]", "", words).strip().replace(" ", "-")
            again = seen.get(slug, 0)
            seen[slug] = again + 1
            yield f"{slug}-{again}" if again else slug


def broken_links(page):
    for number, line in prose(page):
        targets = re.findall(r"\]\(([^)\s]+)\)", line) + re.findall(r"""<(?:img|a)\b[^>]*?(?:src|href)="([^"]+)\"""", line)
        for target in targets:
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = urllib.parse.unquote(target).partition("#")
            file = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
            if not os.path.exists(os.path.join(rig.ROOT, file)):
                yield f"{page}:{number}: {target}: there is no {file}"
            elif anchor and file.endswith(".md") and anchor not in set(anchors(file)):
                yield f"{page}:{number}: {target}: {file} has no such heading"


def main():
    check = rig.Checks()
    reference = subprocess.Popen([os.path.join(rig.ROOT, "scripts", "reference"), "--check"],
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        everywhere = pages()
        broken = [link for page in everywhere for link in broken_links(page)]
        check(f"the links of {len(everywhere)} pages lead somewhere", not broken, "\n".join(broken))
        guides = pages("docs", "README.md")
        silent = [block for page in guides for block in undecided(page)]
        check("every block of shell is run, or says why not", not silent, "\n".join(silent))
        ran = [page for page in guides if script(page, 0)]
        check("some pages have commands", ran)
        # Side by side: mostly they wait for a node to start.
        with ThreadPoolExecutor(len(ran)) as pool:
            for page, wrong in zip(ran, pool.map(run_page, ran)):
                check(f"the commands of {page} run", not wrong, wrong)
    finally:
        said = reference.communicate()[0]
    check("the reference is what the node says", reference.returncode == 0, said)
    return check.exit_code()


if __name__ == "__main__":
    sys.exit(main())
