using System.Text;
using Runner.Protocol;

namespace Runner.Editors;

/// <summary>
/// Hands on what cells put out, at most ten times a second: an editor takes longer to show a picture than a training to make
/// the next. Text is joined, and of the updates of one output the last one comes. Nothing overtakes anything else.
/// </summary>
/// <param name="send">Sends what is due.</param>
internal sealed class Thinning(Func<KernelEvent, Task> send)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private List<KernelEvent> _due = [];
    private StringBuilder? _text;
    private TaskCompletionSource _hurry = new();
    private Task? _sending;

    public void Add(KernelEvent @event)
    {
        lock (_gate)
        {
            Join(@event);
            _sending ??= Task.Run(SendAsync);
        }
    }

    /// <summary>Completes when all has been sent, without a pause.</summary>
    public async Task FlushAsync()
    {
        while (true)
        {
            Task? sending;
            lock (_gate)
            {
                if ((sending = _sending) is null) return;
                _hurry.TrySetResult();
            }
            await sending.ConfigureAwait(false);
        }
    }

    private void Join(KernelEvent @event)
    {
        if (@event is StreamWritten written && _due is [.., StreamWritten last] && (last.RequestId, last.Name) == (written.RequestId, written.Name))
        {
            (_text ??= new(last.Text)).Append(written.Text);
            return;
        }

        EndText();
        var earlier = @event is not DisplayUpdated update ? -1 : _due.FindLastIndex(each => each is DisplayUpdated other && other.DisplayId == update.DisplayId || each is DisplayShown shown && shown.DisplayId == update.DisplayId);
        if (earlier < 0) _due.Add(@event);
        else _due[earlier] = _due[earlier] is DisplayShown first ? first with { Data = ((DisplayUpdated)@event).Data } : @event;
    }

    private void EndText()
    {
        if (_text is not null) _due[^1] = ((StreamWritten)_due[^1]) with { Text = _text.ToString() };
        _text = null;
    }

    private async Task SendAsync()
    {
        while (true)
        {
            List<KernelEvent> due;
            Task hurry;
            lock (_gate)
            {
                EndText();
                (due, _due) = (_due, []);
                if (due is [])
                {
                    (_sending, _hurry) = (null, new());
                    return;
                }
                hurry = _hurry.Task;
            }
            foreach (var each in due) await send(each).ConfigureAwait(false);
            await Task.WhenAny(hurry, Task.Delay(Pause)).ConfigureAwait(false);
        }
    }
}
