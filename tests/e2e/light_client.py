#!/usr/bin/env python3
"""A light client (smoldot) on a chain that finalizes: it knows the specification that the node writes and
the address of one peer, and takes nothing without a proof."""

import os
import subprocess
import sys
import tempfile

import rig


def main():
    check = rig.Checks()
    options = ["--listen-addr", f"/ip4/127.0.0.1/tcp/{rig.free_port()}/ws"]
    with tempfile.TemporaryDirectory() as work:
        spec = os.path.join(work, "spec.json")
        # Both take some seconds, so side by side.
        export = subprocess.Popen(
            [rig.NODE, "export-chain-spec", "--chain", "dev", "--raw", "--output", spec],
            stderr=subprocess.PIPE, text=True,
        )
        with rig.Node(work, options=options) as node:
            errors = export.communicate()[1]
            check("the node writes its chain's specification", export.returncode == 0, errors)
            client = subprocess.run(
                ["node", "--test", "light/light-client.js"], check=False,
                cwd=os.path.join(rig.ROOT, "tests", "clients"),
                env={**os.environ, "SPEC": spec, "WS": node.url,
                     "PEER": node.rpc("system_localListenAddresses")[0]},
            )
            check("a light client syncs, reads and submits", client.returncode == 0)
    return check.exit_code()


if __name__ == "__main__":
    sys.exit(main())
