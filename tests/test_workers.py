import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.workers import WorkerFailed, Workers


def loaded_modules() -> list[str]:
    return sorted(name for name in sys.modules if "." not in name)


def process_id() -> int:
    return os.getpid()


def die_once(marker: str) -> str:
    if not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "read"


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hang() -> None:
    while True:
        pass


def fill_memory() -> int:
    return len(bytearray(2_000_000_000))


class Awkward(Exception):
    """Cannot be unpickled: its arguments are not those it was made with."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def iter_of_lambdas() -> list:
    return [lambda: None]


def fail(error: type[Exception], *args: object) -> None:
    raise error(*args)


def in_workers(function, *args, count: int = 1, **limits):
    async def run():
        workers = Workers(count, preload=[], **limits)
        try:
            return await workers.run(function, *args)
        finally:
            workers.close()

    return asyncio.run(run())


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_work_is_done_in_another_process():
    assert in_workers(process_id) != os.getpid()


def test_neither_scrapy_nor_sqlalchemy_is_loaded_in_a_worker():
    program = (
        "import asyncio, scrapy, sqlalchemy\n"
        "from pipelines.workers import Workers\n"
        "from tests.test_workers import loaded_modules\n"
        "async def main():\n"
        "    workers = Workers(1)\n"
        "    print(*await workers.run(loaded_modules))\n"
        "    workers.close()\n"
        "if __name__ == '__main__' or __name__ == '__mp_main__':\n"
        "    asyncio.run(main())\n"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "trafilatura" in loaded
    assert not {"scrapy", "twisted", "sqlalchemy"} & set(loaded)


def test_program_is_not_run_again_in_its_workers(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "print('started')\n"
        "import asyncio\n"
        "from pipelines.workers import Workers\n"
        "async def main():\n"
        "    workers = Workers(1, preload=[])\n"
        "    print(await workers.run(abs, -1))\n"
        "    workers.close()\n"
        "asyncio.run(main())\n"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, program], env={"PYTHONPATH": str(root)}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["started", "1"]


def test_work_is_tried_again_when_its_process_dies(tmp_path):
    assert in_workers(die_once, str(tmp_path / "died")) == "read"


def test_work_that_kills_its_process_twice_has_failed():
    with pytest.raises(WorkerFailed, match="killed by SIGKILL"):
        in_workers(die)


def test_work_that_hangs_is_ended():
    with pytest.raises(WorkerFailed, match=r"longer than 0\.5 seconds"):
        in_workers(hang, seconds=0.5)


def test_work_that_fills_the_memory_is_ended():
    with pytest.raises(WorkerFailed, match="more than 800 MB"):
        in_workers(fill_memory, memory_mb=800)


def test_other_work_goes_on_when_a_process_dies():
    async def run():
        workers = Workers(2, preload=[])
        try:
            return await asyncio.gather(
                workers.run(die), *(workers.run(abs, -n) for n in range(20)), return_exceptions=True
            )
        finally:
            workers.close()

    died, *others = asyncio.run(run())
    assert isinstance(died, WorkerFailed)
    assert others == list(range(20))


def test_exception_of_the_function_is_raised_to_its_caller():
    with pytest.raises(KeyError, match="headline"):
        in_workers(fail, KeyError, "headline")


def test_timeout_error_of_the_function_is_not_taken_for_the_limit():
    with pytest.raises(TimeoutError, match="its own"):
        in_workers(fail, TimeoutError, "its own")


def test_exception_that_cannot_travel_arrives_as_text():
    with pytest.raises(RuntimeError, match="Awkward: 1 and 2"):
        in_workers(fail, Awkward, 1, 2)


def test_result_that_cannot_travel_is_an_error_of_the_caller_and_harms_nobody_else():
    async def run():
        workers = Workers(1, preload=[])
        try:
            return await asyncio.gather(workers.run(iter_of_lambdas), workers.run(abs, -1), return_exceptions=True)
        finally:
            workers.close()

    error, one = asyncio.run(run())
    assert "pickle" in str(error)
    assert one == 1


def test_no_process_is_left_after_close():
    async def run():
        workers = Workers(1, preload=[])
        pid = await workers.run(process_id)
        workers.close()
        workers.close()
        return pid

    assert not is_alive(asyncio.run(run()))


def test_interrupt_of_the_terminal_does_not_end_workers():
    async def run():
        workers = Workers(1, preload=[])
        try:
            before = await workers.run(process_id)
            os.kill(before, signal.SIGINT)
            return before, await workers.run(process_id)
        finally:
            workers.close()

    before, after = asyncio.run(run())
    assert before == after


def test_busy_worker_ends_when_its_program_is_killed():
    program = (
        "import asyncio\n"
        "from pipelines.workers import Workers\n"
        "from tests.test_workers import hang, process_id\n"
        "async def main():\n"
        "    workers = Workers(1, preload=[])\n"
        "    print(await workers.run(process_id), flush=True)\n"
        "    await workers.run(hang)\n"
        "asyncio.run(main())\n"
    )
    root = Path(__file__).parent.parent
    with subprocess.Popen([sys.executable, "-c", program], cwd=root, stdout=subprocess.PIPE, text=True) as running:
        worker = int(running.stdout.readline())
        assert is_alive(worker)
        running.kill()
    give_up = time.monotonic() + 20
    while is_alive(worker) and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not is_alive(worker)


def threads_of_numpy() -> int:
    import numpy as np

    np.ones((400, 400)) @ np.ones((400, 400))
    return len(list(Path("/proc/self/task").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted in /proc")
def test_a_process_has_one_thread_however_many_processors_there_are():
    assert in_workers(threads_of_numpy) == 1


def test_work_goes_on_when_the_server_of_the_processes_was_killed():
    async def run():
        workers = Workers(1, preload=[])
        try:
            server, worker = await workers.run(os.getppid), await workers.run(process_id)
            os.kill(server, signal.SIGKILL)
            os.kill(worker, signal.SIGKILL)
            return [await workers.run(abs, -number) for number in range(3)]
        finally:
            workers.close()

    assert asyncio.run(run()) == [0, 1, 2]


def test_signal_for_all_processes_leaves_the_server_of_the_processes_alone():
    program = (
        "import asyncio, os, signal\n"
        "from pipelines.workers import Workers\n"
        "from tests.test_workers import process_id\n"
        "async def main():\n"
        "    workers = Workers(1, preload=[])\n"
        "    server = await workers.run(os.getppid)\n"
        "    os.kill(server, signal.SIGINT)\n"
        "    os.kill(server, signal.SIGTERM)\n"
        "    os.kill(await workers.run(process_id), signal.SIGKILL)\n"
        "    print(server == await workers.run(os.getppid))\n"
        "    workers.close()\n"
        "asyncio.run(main())\n"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_a_broken_pool_is_stopped_once_though_several_tasks_find_it_so():
    async def run():
        workers = Workers(1, preload=[])
        try:
            await workers.run(process_id)
            pool = workers._pool
            await asyncio.gather(*(workers._abandon(pool) for _ in range(8)))
            return await workers.run(process_id)
        finally:
            workers.close()

    assert asyncio.run(run()) != os.getpid()


def wait_for(seconds: float) -> str:
    time.sleep(seconds)
    return "read"


def test_time_in_which_others_had_the_processor_does_not_count():
    assert in_workers(wait_for, 1.0, seconds=0.5) == "read"


def test_a_task_that_does_nothing_is_ended_by_the_clock():
    with pytest.raises(WorkerFailed, match="longer than"):
        in_workers(wait_for, 600.0, seconds=0.5)
