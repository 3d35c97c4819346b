"""Asks a running platform, through the generated client, for what matters most.

Usage: smoke_test.py .musicbox/access.json (npm run client:python -- test does it). Ends with an error at the first
answer that is none, or that the generated types cannot hold.
"""

import importlib
import inspect
import json
import pkgutil
import sys
import time

from music_box_churn import AuthenticatedClient as ChurnClient
from music_box_churn.api.churn import get_churn_risk, list_users_at_risk
from music_box_ingest import AuthenticatedClient as IngestClient
from music_box_ingest.api.admin import start_load
from music_box_ingest.api.jobs import get_job
from music_box_ingest.models import LoadRequestDto
from music_box_recommender import AuthenticatedClient as RecommenderClient
from music_box_recommender.api.audience import list_users_for_song
from music_box_pages import pages
from music_box_recommender.api.recommendations import recommend_songs
from music_box_recommender.api.scenarios import make_scenario_version, promote_scenario_version
from music_box_recommender.models import NewScenarioVersionBody, RollbackBody, ScenarioOptionsBody

JOB_SECONDS = 600


def main(access_file: str) -> None:
    with open(access_file, encoding="utf-8") as file:
        access = json.load(file)
    read_key, admin_key = access["readKey"], access["adminKey"]

    churn = ChurnClient(base_url=access["churn"]["url"], token=read_key, raise_on_unexpected_status=True)
    users = list_users_at_risk.sync(client=churn, limit=20).users
    assert users, "no user is at risk"
    everybody = [user for page in pages(list_users_at_risk.sync, client=churn, limit=200) for user in page.users]
    assert len({user.user_id for user in everybody}) == len(everybody) > 200, len(everybody)
    for user in users:
        risk = get_churn_risk.sync(user.user_id, client=churn)
        assert 0 <= risk.probability <= 1, risk
    print(f"{len(users)} users at risk; {risk.user_id} leaves with probability {risk.probability:.2f}")

    recommender = RecommenderClient(
        base_url=access["recommender"]["url"], token=read_key, raise_on_unexpected_status=True
    )
    songs = recommend_songs.sync(users[0].user_id, client=recommender, limit=10).songs
    assert len(songs) == 10, songs
    print(f"user {users[0].user_id} may like song {songs[0].song_id}")

    admin = RecommenderClient(base_url=access["recommender"]["url"], token=admin_key, raise_on_unexpected_status=True)
    options = ScenarioOptionsBody(limit=5)
    made = make_scenario_version.sync("smoke", client=admin, body=NewScenarioVersionBody(options=options))
    promote_scenario_version.sync("smoke", made.version, client=admin, body=RollbackBody())
    listed = recommend_songs.sync(users[0].user_id, client=recommender, scenario="smoke")
    assert (listed.scenario.version, len(listed.songs)) == (made.version, 5), listed
    print(f"scenario {listed.scenario.name}: version {listed.scenario.version}")

    listeners = list_users_for_song.sync(songs[0].song_id, client=recommender, limit=10).users
    assert listeners, "nobody would hear the song"
    print(f"song {songs[0].song_id} suits user {listeners[0].user_id}")

    ids = {"user_id": users[0].user_id, "song_id": songs[0].song_id, "version": 1}
    clients = {
        "music_box_ingest": IngestClient(base_url=access["ingest"]["url"], token=admin_key),
        "music_box_churn": ChurnClient(base_url=access["churn"]["url"], token=admin_key),
        "music_box_recommender": RecommenderClient(base_url=access["recommender"]["url"], token=admin_key),
    }
    for package, client in clients.items():
        print(f"{package}: {read_all(package, client, ids)} kinds of answers read")

    ingest = IngestClient(base_url=access["ingest"]["url"], token=admin_key, raise_on_unexpected_status=True)
    job = start_load.sync(client=ingest, body=LoadRequestDto(path="."))
    deadline = time.monotonic() + JOB_SECONDS
    while job.state in ("queued", "running"):
        assert time.monotonic() < deadline, f"job {job.id} takes too long"
        time.sleep(0.5)
        job = get_job.sync(job.id, client=ingest)
    assert job.state == "succeeded", job
    print(f"load {job.id}: {job.result.to_dict()}")


def read_all(package: str, client: object, ids: dict[str, object]) -> int:
    """Asks everything that GET answers without parameters, or with these ids; how much that was."""
    read = 0
    api = importlib.import_module(f"{package}.api")
    for module in pkgutil.walk_packages(api.__path__, f"{api.__name__}."):
        if module.ispkg:
            continue
        operation = importlib.import_module(module.name)
        needed = {
            name
            for name, parameter in inspect.signature(operation.sync_detailed).parameters.items()
            if name != "client" and parameter.default is inspect.Parameter.empty
        }
        if '"method": "get"' not in inspect.getsource(operation) or not needed <= ids.keys():
            continue
        answer = operation.sync_detailed(client=client, **{name: ids[name] for name in needed})
        assert answer.status_code == 200 and answer.parsed is not None, (module.name, answer)
        read += 1
    return read


if __name__ == "__main__":
    main(sys.argv[1])
