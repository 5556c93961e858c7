"""Tables made elsewhere: on a Dask cluster, in an S3 store; and cut off by Ctrl-C or a full disk."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from test_pipeline import list_files

from analysis import InputError, build_tables, count_tables, read_articles, read_pages


@pytest.fixture(scope="session")
def papers(sample, once) -> Path:
    """The sample as four newspapers: enough work to be cut off in the middle of."""
    return once("papers", lambda folder: copy_four(sample, folder / "pages")) / "pages"


def copy_four(sample: Path, pages: Path) -> None:
    pages.mkdir()
    for number in range(4):
        for page in sample.glob("*.md"):
            if page.name != "README.md":
                shutil.copy(page, pages / page.name.replace("lanchuan", f"lanchuan-{number}"))


@pytest.fixture(scope="session")
def papers_built(papers, once) -> Path:
    def make(folder: Path) -> None:
        build_tables(papers, folder / "tables", workers=1)

    return once("papers-tables", make) / "tables"


@pytest.fixture(scope="module")
def client():
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


def test_a_cluster_of_two_processes_makes_the_same_files(sample, built, client, tmp_path) -> None:
    build_tables(sample, tmp_path / "out", client=client)
    assert list_files(tmp_path / "out") == list_files(built)
    here = count_tables(built, "phrases", by="newspaper", freq="M")
    assert count_tables(
        tmp_path / "out", "phrases", by="newspaper", freq="M", client=client
    ).equals(here)


def test_a_worker_killed_in_the_middle_changes_nothing(
    papers, papers_built, client, tmp_path
) -> None:
    out = tmp_path / "out"
    killed = []

    def kill_one() -> None:
        while not list(out.glob(".manifests/*/*.json")):
            time.sleep(0.01)
        workers = client.scheduler_info(n_workers=-1)["workers"]
        pids = client.run(os.getpid)
        assert set(pids) == set(workers)
        killed.append(next(iter(pids.values())))
        os.kill(killed[0], signal.SIGKILL)

    from threading import Thread

    thread = Thread(target=kill_one)
    thread.start()
    build_tables(papers, out, client=client)
    thread.join()
    assert killed
    assert list_files(out) == list_files(papers_built)


@pytest.fixture(scope="module")
def bucket(tmp_path_factory):
    """An S3 server on this machine, and a bucket in it."""
    import boto3
    from moto.server import ThreadedMotoServer

    from analysis.pipeline.spread import rest

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    kept = {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in kept.items():
            patch.setenv(name, value)
        if "s3fs" in sys.modules:  # which keeps what other tests opened, with other credentials
            sys.modules["s3fs"].S3FileSystem.clear_instance_cache()
        boto3.client("s3").create_bucket(Bucket="papers")
        rest()  # processes of other tests, which were started without these credentials
        yield "s3://papers"
    server.stop()


def upload(folder: Path, address: str) -> None:
    from upath import UPath

    for path in folder.rglob("*"):
        if path.is_file():
            (UPath(address) / path.relative_to(folder).as_posix()).write_bytes(path.read_bytes())


def download(address: str) -> dict[str, bytes]:
    from upath import UPath

    root = UPath(address)
    below = root.path.rstrip("/") + "/"
    return {
        path.removeprefix(below): (root / path.removeprefix(below)).read_bytes()
        for path in root.fs.find(root.path)
    }


def test_source_and_tables_may_lie_in_an_s3_store(sample, built, bucket) -> None:
    upload(sample, f"{bucket}/pages")
    assert read_pages(f"{bucket}/pages")["text"].tolist() == read_pages(sample)["text"].tolist()
    first = build_tables(f"{bucket}/pages", f"{bucket}/tables", workers=2)
    assert first.months["made"].all()
    assert download(f"{bucket}/tables") == list_files(built)
    assert not build_tables(f"{bucket}/pages", f"{bucket}/tables", workers=1).months["made"].any()
    counts = count_tables(f"{bucket}/tables", "phrases")
    assert counts.equals(count_tables(built, "phrases"))


@pytest.mark.parametrize("suffix", [".csv", ".jsonl.gz", ".csv.xz", ".jsonl.zst", ".parquet"])
def test_tables_of_articles_are_read_from_an_s3_store(bucket, tmp_path, suffix) -> None:
    import pandas as pd
    import pyarrow as pa

    rows = pd.DataFrame(
        {"date": ["2024-03-05"] * 2, "title": ["春耕", "减负"], "text": "会议召开。"}
    )
    file = tmp_path / f"news{suffix}"
    if suffix == ".parquet":
        rows.to_parquet(file)
    elif ".jsonl" in suffix:
        text = rows.to_json(orient="records", lines=True, force_ascii=False)
        packing = {"gz": "gzip", "zst": "zstd"}[suffix.rpartition(".")[2]]
        with pa.output_stream(str(file), compression=packing) as packed:
            packed.write(text.encode())
    else:
        rows.to_csv(file, index=False)
    upload(tmp_path, f"{bucket}/news{suffix}")
    found = read_articles(f"{bucket}/news{suffix}/{file.name}")
    assert found.equals(read_articles(file))


def test_an_address_that_cannot_be_reached_is_said() -> None:
    with pytest.raises(InputError, match="cannot be reached"):
        build_tables("nowhere://pages", "tables")


def test_a_store_in_memory_serves_too(sample, built) -> None:
    build_tables(sample, "memory://tables", workers=1)
    assert download("memory://tables") == list_files(built)


RUN = [sys.executable, "-m", "analysis", "tables"]
STOPPED = "dangbao: stopped; the same command goes on from what is done.\n"
TOLD = {
    "Ctrl-C": [signal.SIGINT],
    "Ctrl-C thrice": [signal.SIGINT] * 3,
    "ended": [signal.SIGTERM],
}
_HANGING = 600  # seconds that nothing takes, however much the machine has to do


def tell(run: subprocess.Popen[str], told: str) -> None:
    """Tell a run and all its processes to end, as a terminal does."""
    for number in TOLD[told]:
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(run.pid, number)


@pytest.fixture
def heeded():
    """Ctrl-C reaches what is started, also where these tests run in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as on Unix")
@pytest.mark.parametrize("told", ["Ctrl-C", "ended"])
def test_ctrl_c_while_a_table_is_cut_leaves_no_process(heeded, tmp_path, told) -> None:
    source, out = tmp_path / "news.csv", tmp_path / "out"
    lines = (f"{2000 + n // 4000}-03-05,市长林悦强调,要抓好春耕{n}。\n" for n in range(80_000))
    source.write_text("date,text\n" + "".join(lines).replace("调,", "调"), encoding="utf-8")
    command = [*RUN, source, "--out", out, "--workers", "2"]
    run = subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True)
    while not list(out.glob(".pieces/*/*.parquet")) and run.poll() is None:
        time.sleep(0.005)
    processes = psutil.Process(run.pid).children(recursive=True)
    tell(run, told)
    _, errors = run.communicate(timeout=_HANGING)
    assert run.returncode == 130
    assert errors == STOPPED
    assert not psutil.wait_procs(processes, timeout=_HANGING)[1]
    assert not list(out.rglob(".*.dangbao"))


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as on Unix")
@pytest.mark.parametrize(
    ("workers", "told"), [(1, "Ctrl-C thrice"), (2, "Ctrl-C"), (2, "Ctrl-C thrice"), (2, "ended")]
)
def test_ctrl_c_stops_before_the_end_and_leaves_whole_months(
    heeded, papers, papers_built, tmp_path, workers, told
) -> None:
    for attempt in range(5):  # a run may have ended before it is told to
        out = tmp_path / f"out{attempt}"
        command = [*RUN, papers, "--out", out, "--workers", str(workers)]
        run = subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True)
        while not list(out.glob(".manifests/*/*.json")) and run.poll() is None:
            time.sleep(0.005)
        processes = [psutil.Process(run.pid)] if run.poll() is None else []
        processes += [own for one in processes for own in one.children(recursive=True)]
        tell(run, told)
        _, errors = run.communicate(timeout=_HANGING)
        if run.returncode:
            break
    assert run.returncode == 130
    assert errors == STOPPED
    assert not psutil.wait_procs(processes, timeout=_HANGING)[1]
    whole, found = list_files(papers_built), list_files(out)
    done = {path for path in found if path.startswith(".manifests/")}
    assert 0 < len(done) < 16
    assert found == {
        path: data
        for path, data in whole.items()
        if path == "manifest.json"
        or f".manifests/{'/'.join(path.split('/')[1:])}".replace(".parquet", ".json") in done
    }
    build_tables(papers, out, workers=1)
    assert list_files(out) == whole


def test_a_full_disk_is_said_and_nothing_broken_is_left(papers, papers_built, tmp_path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    whole = list_files(papers_built)
    half = sum(map(len, whole.values())) // 2
    mount = ["mount", "-t", "tmpfs", "-o", f"size={half}", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        for workers in (1, 2):
            with pytest.raises(InputError, match=r"no room left .* run the same again"):
                build_tables(papers, disk / "out", workers=workers)
        found = list_files(disk / "out")
        assert 0 < len(found) < len(whole)
        assert all(whole[path] == data for path, data in found.items())
        more = ["mount", "-o", "remount,size=64m", str(disk)]
        subprocess.run(more, check=True)
        made = build_tables(papers, disk / "out", workers=1).months["made"]
        assert 0 < made.sum() < len(made)
        assert list_files(disk / "out") == whole
    finally:
        subprocess.run(["umount", str(disk)], check=False)


@pytest.fixture
def two_hosts():
    """Two hosts beside this one: network namespaces, each with an address of its own."""
    # Names and addresses of this process alone: the tests may run in two folders at once.
    own, net = f"db{os.getpid()}", f"10.213.{os.getpid() % 250}"
    names = (f"{own}-a", f"{own}-b")
    made = [["ip", "link", "add", own, "type", "bridge"]]
    made += [["ip", "addr", "add", f"{net}.1/24", "dev", own]]
    made += [["ip", "link", "set", own, "up"]]
    for number, name in enumerate(names, start=2):
        inside = ["ip", "netns", "exec", name, "ip"]
        outer, inner = f"{own}-{number}o", f"{own}-{number}i"
        made += [
            ["ip", "netns", "add", name],
            ["ip", "link", "add", outer, "type", "veth", "peer", "name", inner],
            ["ip", "link", "set", inner, "netns", name],
            ["ip", "link", "set", outer, "master", own, "up"],
            [*inside, "addr", "add", f"{net}.{number}/24", "dev", inner],
            [*inside, "link", "set", inner, "up"],
            [*inside, "link", "set", "lo", "up"],
        ]
    try:
        for command in made:
            ran = subprocess.run(command, capture_output=True, text=True)
            if ran.returncode:
                pytest.skip(f"no network namespaces here: {ran.stderr.strip()}")
        yield {name: f"{net}.{number}" for number, name in enumerate(names, start=2)}
    except FileNotFoundError:
        pytest.skip("no network namespaces here: there is no command ip")
    finally:
        if shutil.which("ip"):
            for name in names:
                subprocess.run(["ip", "netns", "del", name], capture_output=True)
            subprocess.run(["ip", "link", "del", own], capture_output=True)


def test_two_hosts_make_the_same_files(sample, built, two_hosts, tmp_path) -> None:
    from distributed import Client, LocalCluster

    here = next(iter(two_hosts.values())).rpartition(".")[0] + ".1"
    with LocalCluster(n_workers=0, host=here, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        work = ["-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
        hosts = [
            subprocess.Popen(
                ["ip", "netns", "exec", name, sys.executable, *work],
                cwd=tmp_path,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            for name in two_hosts
        ]
        try:
            with Client(address) as client:
                client.wait_for_workers(2, timeout=_HANGING)
                where = {one["host"] for one in client.scheduler_info()["workers"].values()}
                assert where == set(two_hosts.values())
            out = tmp_path / "out"
            command = ["tables", str(sample), "--out", str(out), "--scheduler", address]
            # A process of its own, since a cluster without workers waits for some for ever.
            ran = subprocess.run(
                [sys.executable, "-m", "analysis", *command],
                capture_output=True,
                text=True,
                timeout=_HANGING,
            )
            assert ran.returncode == 0, ran.stderr
            assert list_files(out) == list_files(built)
        finally:
            for host in hosts:
                os.killpg(host.pid, signal.SIGTERM)
                host.wait(timeout=_HANGING)


def test_a_scheduler_that_is_not_there_is_said(sample, tmp_path) -> None:
    from click.testing import CliRunner

    from analysis.cli import dangbao

    command = ["tables", str(sample), "--out", str(tmp_path / "out")]
    ran = CliRunner().invoke(dangbao, [*command, "--scheduler", "nonsense"])
    assert ran.exit_code == 2
    assert "no scheduler at nonsense" in ran.stderr


# Prints the threads that are left when Python ends, each of which takes its time to end.
FED = """
import atexit, threading, time
from joblib.externals.loky.backend.queues import Queue
feed = Queue._feed
def feed_slowly(*given):
    feed(*given)
    time.sleep(2)
Queue._feed = staticmethod(feed_slowly)
atexit.register(lambda: print([one.name for one in threading.enumerate()]))
from analysis.pipeline.spread import spread
from analysis.pipeline.spread import rest
done = spread(abs, range(100), workers=2)
next(done)
{}
"""


@pytest.mark.parametrize("end", ["raise KeyboardInterrupt", "list(done)"])
def test_no_thread_outlives_the_processes_that_it_served(end) -> None:
    command = [sys.executable, "-c", FED.format(end)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.stdout.strip() == "['MainThread']"
    assert "leaked" not in ran.stderr
