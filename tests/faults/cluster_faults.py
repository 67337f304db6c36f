"""What can befall a province, and what the programs are bound to say of it."""

import time

from tests.lobby import wait_for


def kill_a_worker(province, turn):
    cluster = province.cluster
    killed = cluster.kill_worker(turn % 2)
    wait_for(lambda: killed not in cluster.worker_pids() and cluster.all_serve(), "the next worker", seconds=90)


def restart_postgres(province, turn):
    stop = province.cluster.postgres.crash if turn % 2 else province.cluster.postgres.stop
    stop()
    time.sleep(1.0)
    province.cluster.postgres.start()


def kill_redis(province, turn):
    province.cluster.redis.kill()
    time.sleep(2.0)
    province.cluster.redis.start()


def freeze_redis(province, turn):
    province.cluster.redis.freeze()
    time.sleep(7.0 if turn == 0 else 2.0)
    province.cluster.redis.thaw()


def flush_redis(province, turn):
    province.cluster.redis.flush()


def restart_nginx(province, turn):
    province.cluster.nginx.stop()
    time.sleep(0.5)
    province.cluster.nginx.start()


ANNOUNCED = {
    kill_a_worker: {
        r"ERROR .*supervisor: worker \d ended \(signal 9\); the next one starts": "the supervisor tells of the kill",
        r"\[error\] .*(prematurely closed connection|recv\(\) failed \(104: .*) while (read|prox)ing": "nginx asked",
    },
}
"""What each fault is bound to make the programs say."""

SERVER_GONE = {r"\[error\] .*connect\(\) failed \(111: .* while connecting to upstream": "displays come back to nobody"}

FAULTS = [kill_a_worker, restart_postgres, kill_redis, freeze_redis, flush_redis, restart_nginx]
