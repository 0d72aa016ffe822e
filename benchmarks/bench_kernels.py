"""How soon a kernel with TensorFlow is ready: forked from the warm parent, and started cold."""

from __future__ import annotations

from interleave import interleave, save
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory


def ready(provisioner: str) -> None:
    """Start a kernel, import TensorFlow in it, and end it."""
    manager = KernelManager(kernel_name="python3")
    manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": provisioner}
    manager.start_kernel(extra_arguments=["--log-level=ERROR"])
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        client.execute_interactive("import tensorflow", timeout=120, output_hook=lambda said: None)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def main() -> None:
    """Measure both, print and store the row."""
    KernelProvisionerFactory.clear_instance()
    warm, cold = "course-warm-provisioner", "local-provisioner"
    medians = interleave(
        {name: lambda name=name: ready(name) for name in (warm, cold)}, rounds=7, warmup=1
    )
    row = {
        "case": "a kernel with TensorFlow imported, to its end",
        "ours_ms": 1000 * medians[warm],
        "peer": cold,
        "peer_ms": 1000 * medians[cold],
        "ratio": medians[cold] / medians[warm],
        "target": "ours < 600 ms",
    }
    print(row)
    save("kernels", [row], data="none")


if __name__ == "__main__":
    main()
