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
    peer_port = rig.free_port()
    options = ["--listen-addr", f"/ip4/127.0.0.1/tcp/{peer_port}/ws"]
    with tempfile.TemporaryDirectory() as work, rig.Node(work, options=options) as node:
        spec = os.path.join(work, "spec.json")
        exported = subprocess.run(
            [rig.NODE, "export-chain-spec", "--chain", "dev", "--raw", "--output", spec],
            capture_output=True, text=True, check=False,
        )
        check("the node writes its chain's specification", exported.returncode == 0, exported.stderr)
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
