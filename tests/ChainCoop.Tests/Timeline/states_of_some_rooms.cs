using System.Text.Json.Nodes;
using ChainCoop.Shared;
using ChainCoop.Timeline.Replay;

namespace ChainCoop.Tests.Timeline;

/// <summary>What an auditor hears of a case whose other rooms somebody else answers for.</summary>
public class states_of_some_rooms
{
    private static JsonObject State => JsonNode.Parse(
        """
        {"status": "open", "victimTrack": "v", "securityTrack": "s",
         "members": [{"room": "general", "organisation": "1"}, {"room": "care", "organisation": "2"}, {"room": "security", "organisation": "3"}],
         "conferences": [{"room": "care", "status": "planned"}, {"room": "general", "status": "planned"}], "tasks": [{"kind": "visit"}]}
        """)!.AsObject();

    [Fact]
    public void say_nothing_of_the_others() => Of(Room.General).ShouldBe(
        """{"status":"open","members":[{"room":"general","organisation":"1"}],"conferences":[{"room":"general","status":"planned"}],"tasks":[{"kind":"visit"}]}""");

    [Fact]
    public void keep_what_is_answered_for() => Of(Room.General, Room.Care).ShouldBe(
        """{"status":"open","victimTrack":"v","members":[{"room":"general","organisation":"1"},{"room":"care","organisation":"2"}],"conferences":[{"room":"care","status":"planned"},{"room":"general","status":"planned"}],"tasks":[{"kind":"visit"}]}""");

    [Fact]
    public void are_whole_for_who_looks_into_all_of_them() => Of(Enum.GetValues<Room>()).ShouldBe(State.ToJsonString());

    private static string Of(params Room[] rooms) => Replaying.OfRooms(State, rooms.ToHashSet()).ToJsonString();
}
