using ChainCoop.Shared;
using ChainCoop.Signals;

namespace ChainCoop.Tests.Signals;

public class receiving_a_signal
{
    private static readonly SignalPayloads Payloads =
        new(ASignal.Text, ASignal.Text, SubjectId.New(), [new(SubjectId.New(), new("possible-victim"), ASignal.Text)]);

    private static readonly ReceiveSignal Command = new(
        ASignal.Nijmegen, new("labour"), Urgency.Normal, new("partner"), new(ReporterKind.Professional), "Six people sleep in one room.", new(2026, 3, 1),
        ExternalReference: new("P-2026-17"));

    private static readonly DateTimeOffset EndOfMonday = new(2026, 3, 2, 23, 0, 0, TimeSpan.Zero);

    [Fact]
    public void starts_its_stream_for_the_municipality_where_it_was_observed()
    {
        var decision = Decide(Command);

        var start = decision.Starts.ShouldHaveSingleItem();
        start.State.ShouldBe(typeof(Signal));
        start.Id.ShouldBe(ASignal.Id.Value);
        start.Events.ShouldBe([new SignalReceived(
            ASignal.Id, ASignal.Nijmegen, ASignal.Municipality, ASignal.Inspectorate, new("labour"), Urgency.Normal, new(2026, 3, 1), new("partner"), ReporterKind.Professional,
            ASignal.Text, ASignal.Text, Payloads.Subjects, new("P-2026-17"), EndOfMonday.AddDays(1), EndOfMonday.AddDays(7), ASignal.Bram, ASignal.Monday, Payloads.ReporterSubject)]);
        decision.Subjects.ShouldBe([Payloads.Subjects[0].SubjectId, Payloads.ReporterSubject!.Value]);
        decision.Location.ShouldBe($"/signals/{ASignal.Id}");
        decision.Answer.ShouldBe(new SignalReceipt(ASignal.Id));
    }

    [Theory]
    [InlineData(Urgency.Normal, 1, 7)]
    [InlineData(Urgency.Urgent, 0, 0)]
    public void sets_a_timer_for_each_term(Urgency urgency, int acknowledgeDays, int assessDays) =>
        Decide(Command with { Urgency = urgency }).Timers.ShouldBe(
        [
            new(new SignalDeadlineDue(ASignal.Id, SignalDeadline.Acknowledgement), EndOfMonday.AddDays(acknowledgeDays)),
            new(new SignalDeadlineDue(ASignal.Id, SignalDeadline.Assessment), EndOfMonday.AddDays(assessDays)),
        ]);

    [Fact]
    public void names_every_fault_of_the_content_at_once()
    {
        var faults = new Faults { Now = TimeProvider.System.GetUtcNow() };
        (Command with
        {
            Observation = " ",
            Reporter = new(ReporterKind.Anonymous, Contact: "06"),
            ObservedOn = DateOnly.MaxValue,
            Subjects = [new(new("victim"), new(Phone: "06")), new(new("victim"), new())],
        }).Check(faults);

        faults.All.Select(fault => fault.Pointer).ShouldBe(["/observation", "/reporter", "/observedOn", "/subjects/1/identifiers"]);
    }

    [Fact]
    public void finds_no_fault_in_good_content()
    {
        var faults = new Faults { Now = TimeProvider.System.GetUtcNow() };
        Command.Check(faults);

        faults.All.ShouldBeEmpty();
    }

    private static ChainCoop.Access.Decision Decide(ReceiveSignal command) =>
        ReceiveSignalEndpoint.Decide(ASignal.Id, command, Payloads, ASignal.Bram, ASignal.Monday);
}
