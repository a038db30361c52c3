"""What libraries try while they are imported, or do well without, fails no snippet: the sandbox denies without noise."""

import sys

import pytest
from build_deck.execute import Settings, run_sessions
from build_deck.model import Verdict
from execute.sessions import session_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can confine a process")

SNIPPETS: dict[str, str] = {
    "logging": """
import logging, logging.handlers
logging.basicConfig(); logging.warning('x')
logging.handlers.RotatingFileHandler('a.log').close()
""",
    "tempfile": """
import tempfile
with tempfile.TemporaryDirectory() as d: open(d+'/x','w').close()
with tempfile.NamedTemporaryFile() as f: f.write(b'x')
print(tempfile.mkdtemp() != '')
with tempfile.SpooledTemporaryFile() as f: f.write(b'x'); f.rollover()
""",
    "mpimport": """
import multiprocessing, multiprocessing.pool, multiprocessing.shared_memory, multiprocessing.managers
print(multiprocessing.cpu_count() > 0, multiprocessing.current_process().name)
""",
    "pandas": """
import pandas as pd, io
df = pd.read_csv(io.StringIO('a,b\\n1,2'))
df.to_csv('x.csv'); print(pd.read_csv('x.csv').shape); df.to_json('x.json'); df.to_pickle('x.pkl'); df
""",
    "matplotlib": """
import matplotlib.pyplot as plt
plt.plot([1,2]); plt.title('t $x^2$ 中文'); plt.savefig('x.png'); plt.savefig('x.pdf'); plt.show()
from matplotlib import font_manager; print(font_manager.findfont('DejaVu Sans') != '')
with plt.style.context('ggplot'): plt.plot([1])
""",
    "sqlite3": """
import sqlite3
c = sqlite3.connect('x.db'); c.execute('create table t(a)'); c.commit(); c.close()
c = sqlite3.connect(':memory:'); print(sqlite3.sqlite_version > '3')
c=sqlite3.connect('file:x.db?mode=ro', uri=True); print(c.execute('select * from t').fetchall())
""",
    "asyncio": """
import asyncio
async def f():
    await asyncio.sleep(0)
    r = await asyncio.to_thread(sum, [1,2]); l = asyncio.get_running_loop(); await l.run_in_executor(None, print, 'x'); return r
print(asyncio.run(f()))
""",
    "asyncio-streams": """
import asyncio, socket
async def f():
    a, b = socket.socketpair()
    r, w = await asyncio.open_connection(sock=a)
    r2, w2 = await asyncio.open_connection(sock=b)
    w.writelines([b'a', b'b\\n']); await w.drain(); print(await r2.readline()); w.close(); w2.close()
asyncio.run(f())
""",
    "threads": """
from concurrent.futures import ThreadPoolExecutor
import threading
with ThreadPoolExecutor(8) as p: print(sum(p.map(abs, range(100))))
""",
    "urllib": """
import urllib, urllib.request, urllib.parse, http.client, http.server, ssl, ftplib, smtplib, socketserver, xmlrpc.client
print(urllib.parse.quote('a b'), ssl.create_default_context() is not None, urllib.request.getproxies())
""",
    "metadata": """
import importlib.metadata as m, importlib.resources as r
print(m.version('numpy') > '1', len(list(m.distributions())) > 5, len(m.entry_points()) > 0, len(m.packages_distributions())>1)
""",
    "locale": """
import locale, gettext, codecs
print(locale.getlocale(), locale.getpreferredencoding(), gettext.gettext('x'))
""",
    "getpass": """
import getpass, os, pathlib
print(getpass.getuser(), pathlib.Path.home().exists(), os.path.expanduser('~') != '', os.path.expanduser('~root'), pathlib.Path.cwd().name)
""",
    "platform": """
import platform
print(platform.system(), platform.machine(), platform.processor(), platform.node() != '', platform.release() != '', platform.python_version(), platform.libc_ver(), platform.architecture(), platform.uname().processor)
print(platform.platform(aliased=True))
""",
    "osrelease": """
import platform
print(platform.freedesktop_os_release()['ID'])
""",
    "uuid": """
import uuid
print(len(str(uuid.uuid1())), len(str(uuid.uuid4())), uuid.getnode() > 0, uuid.uuid5(uuid.NAMESPACE_DNS, 'x'))
""",
    "socket": """
import socket
print(socket.gethostname() != '', socket.has_ipv6, socket.inet_aton('1.2.3.4'), socket.htons(1))
a, b = socket.socketpair(); a.send(b'x'); print(b.recv(1)); a.sendmsg([b'y']); print(b.recvmsg(1)[0])
""",
    "ctypes": """
import ctypes, ctypes.util
print(ctypes.util.find_library('c'), ctypes.util.find_library('m'), ctypes.util.find_library('nosuchlib'))
libc = ctypes.CDLL('libc.so.6'); print(libc.abs(-3))
""",
    "mimetypes": """
import mimetypes
print(mimetypes.guess_type('a.png'))
""",
    "zoneinfo": """
from zoneinfo import ZoneInfo, available_timezones
import datetime
print(datetime.datetime(2020,1,1,tzinfo=ZoneInfo('Europe/Berlin')), len(available_timezones()) > 100)
""",
    "files": """
import os, shutil, glob, pathlib
os.makedirs('a/b/c', exist_ok=True); open('a/x','w').write('1'); shutil.copy('a/x','a/y'); shutil.copytree('a','z'); print(sorted(glob.glob('**', recursive=True))); shutil.rmtree('a'); os.rename('z','w'); pathlib.Path('w/x').unlink(); print(list(os.walk('.'))[0][1]); os.chmod('w', 0o700); print(shutil.which('nosuch'), shutil.disk_usage('.').total > 0); pathlib.Path('w').touch(); shutil.make_archive('q','zip','w')
""",
    "notthere": """
try:
    open('/no/such/file')
except FileNotFoundError as e:
    print(e)
try:
    open('nothere.txt')
except FileNotFoundError as e:
    print(e)
import os
for f in (lambda: os.remove('/no/such'), lambda: os.listdir('/no/such'), lambda: open('/no/such/x','w'), lambda: os.rmdir('nope')):
    try: f()
    except OSError as e: print(type(e).__name__)
os.makedirs('/tmp', exist_ok=True)
""",
    "trace": """
import traceback, warnings, inspect, linecache
try: 1/0
except Exception: traceback.print_exc()
warnings.warn('x'); print(inspect.getsource(inspect.getsource)[:3])
def f(): pass
print(inspect.getsource(f))
""",
    "requests": """
import requests
print(requests.Request('GET','http://x').prepare().url)
""",
    "scipy": """
import scipy.stats, scipy.optimize
print(round(scipy.stats.norm.cdf(0),2))
""",
    "sympy": """
import sympy
print(sympy.integrate(sympy.Symbol('x')))
""",
    "networkx": """
import networkx as nx
print(nx.path_graph(3).edges)
""",
    "torch": """
import torch
print(torch.__version__ > '1', torch.get_num_threads()); torch.save(torch.ones(2), 'x.pt'); print(torch.load('x.pt')); print(torch.utils.data.DataLoader([1,2]) is not None)
print(torch.cuda.is_available(), torch.backends.mps.is_available())
""",
    "torch2": """
import torch, torch.distributed, torch
import torch.utils.cpp_extension, torch._dynamo, torch.fx, torch.onnx
print(torch.jit.script(torch.nn.ReLU())(torch.ones(1)))
f = torch.compile(lambda x: x+1, backend='eager'); print(f(torch.ones(1)))
""",
    "profiler": """
import torch
from torch.profiler import profile
with profile() as p: torch.ones(3).sum()
print(len(p.key_averages()) > 0)
""",
    "misc": """
import pydoc, doctest, unittest, pdb, webbrowser, pip, ensurepip, venv, zipapp, curses, readline
print(1)
""",
    "unittest": """
import unittest, sys
class T(unittest.TestCase):
    def test(self): self.assertEqual(1,1)
unittest.main(argv=['x'], exit=False)
""",
    "filelock": """
import filelock
with filelock.FileLock('x.lock'): print('locked')
import fcntl
f = open('y','w'); fcntl.flock(f, fcntl.LOCK_EX); fcntl.flock(f, fcntl.LOCK_UN); fcntl.lockf(f, fcntl.LOCK_EX); g=open('y','w'); fcntl.flock(f, fcntl.LOCK_EX)
try: fcntl.flock(g, fcntl.LOCK_EX|fcntl.LOCK_NB)
except BlockingIOError as e: print(e.errno)
""",
    "rich": """
from rich import print as p
p('[bold]x')
from rich.progress import track
for _ in track(range(3)): pass
""",
    "jinja": """
import jinja2, yaml, lxml.etree, bs4, PIL.Image, requests, flask, click
print(jinja2.Template('{{x}}').render(x=1))
PIL.Image.new('RGB',(2,2)).save('x.png'); print(PIL.Image.open('x.png').size)
""",
    "shelve": """
import shelve, dbm, pickle, json, csv, zipfile, tarfile, gzip
with shelve.open('s') as s: s['a']=1
with zipfile.ZipFile('z.zip','w') as z: z.writestr('a','b')
with tarfile.open('t.tgz','w:gz') as t: t.add('z.zip')
print(tarfile.open('t.tgz').getnames())
""",
    "mmap": """
import mmap
open('m','wb').write(b'abc')
with open('m','r+b') as f, mmap.mmap(f.fileno(), 0) as m: m[0:1]=b'z'
print(open('m').read())
print(mmap.mmap(-1, 10)[:1])
""",
    "signal": """
import signal, time, os
signal.signal(signal.SIGALRM, lambda *a: print('alarm')); signal.setitimer(signal.ITIMER_REAL, 0.01); time.sleep(0.05); os.kill(os.getpid(), signal.SIGALRM)
""",
    "proc": """
print(open('/proc/self/status').read()[:4], open('/proc/cpuinfo').read()[:3] != '')
import resource, os
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0, os.cpu_count() > 0, len(os.sched_getaffinity(0)) > 0); os.sched_setaffinity(0, os.sched_getaffinity(0))
""",
    "mplock": """
import multiprocessing as mp
l = mp.Lock()
with l: print('l')
q = mp.SimpleQueue(); q.put(1); print(q.get()); v = mp.Value('i', 3); print(v.value)
""",
    "mpdummy": """
from multiprocessing.dummy import Pool
print(Pool(2).map(abs,[-1]))
from multiprocessing.pool import ThreadPool
print(ThreadPool(2).map(abs,[-1]))
""",
    "syspath": """
import sys, site, sysconfig
print(sysconfig.get_path('stdlib') != '', sys.version_info > (3,), len(site.getsitepackages()) > 0)
try:
    import nosuchmodule
except ImportError as e: print(e)
""",
    "help": """
help(len)
import this
""",
    "timeit": """
import timeit, cProfile, pstats, tracemalloc, gc
tracemalloc.start(); timeit.timeit('1', number=10); cProfile.run('1+1'); print(len(gc.get_objects()) > 0); s=tracemalloc.take_snapshot().statistics('lineno'); print(s[0] is not None)
""",
    "audit": """
import sys
sys.addaudithook(lambda e, a: print(e) if e == 'my' else None); sys.audit('my')
""",
    "deep": """
def f(n):
    try: return f(n+1)
    except RecursionError:
        return n
print(f(0) > 500)
def g():
    try: g()
    except RecursionError:
        try: open('x')
        except OSError as e: print(type(e).__name__)
        raise
try: g()
except RecursionError: print('deep')
""",
    "secrets": """
import secrets, random, hashlib, hmac
print(len(secrets.token_hex(4)), random.SystemRandom().random() < 1); hashlib.new('md5'); print(open('/dev/urandom','rb').read(1) != b'')
""",
    "stdin": """
import sys
print(sys.stdin.read(), open('/dev/stdin').read(), open('/dev/null').read())
open('/dev/stdout','w').write('dev out\\n')
open('/dev/null','w').write('x')
""",
}


@pytest.mark.parametrize("tier", ["auto", "landlock"])
def test_ordinary_snippets_are_good(tier: str, settings: Settings) -> None:
    from dataclasses import replace

    sessions = [session_of(code, name=name, timeout=60) for name, code in SNIPPETS.items()]
    runs = {run.session.name: run.snippets[0] for run in run_sessions(sessions, replace(settings, isolation=tier))}  # type: ignore[arg-type]
    bad = {name: run.message for name, run in runs.items() if run.verdict is not Verdict.OK}
    assert (len(runs), bad) == (len(SNIPPETS), {})
