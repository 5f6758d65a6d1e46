using System.Text;
using Runner.Jupyter;

namespace Tests.Runner.Jupyter;

public class MessageTests
{
    private static readonly byte[][] Frames = [.. new[] { "the way back", "<IDS|MSG>", "", """{"msg_id":"1","msg_type":"kernel_info_request"}""", "{}", "{}", """{"a":"é"}""" }.Select(Encoding.UTF8.GetBytes)];

    // Python: h = hmac.new(b'the key', digestmod=hashlib.sha256); h.update(part) for the last four frames; h.hexdigest()
    [Theory]
    [InlineData("the key", "eed4eeee18f5ad88cda52f1edbeba709823551eec92f7e79be614d1735036e5a")]
    [InlineData("", "")]
    public void A_message_is_signed_as_Jupyter_signs(string key, string signature)
    {
        Frames[2] = Encoding.ASCII.GetBytes(signature);
        var message = Message.Read(Frames, key);
        Assert.Equal("kernel_info_request", message.Type);
        Assert.Equal("é", (string?)message.Content["a"]);
        Assert.Equal("the way back", Encoding.UTF8.GetString(Assert.Single(message.Identities)));

        var written = Message.Read(message.Write(key), key);
        Assert.Equal("é", (string?)written.Content["a"]);
        Assert.Throws<InvalidDataException>(() => Message.Read(message.Write("another key"), key));
    }

    [Fact]
    public void Whatever_else_comes_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => Message.Read([], ""));
        Assert.Throws<InvalidDataException>(() => Message.Read(Frames[..5], ""));
        foreach (var json in new[] { "", "[]", "null", "{", "7", "{}", "{\"msg_type\":7}" })
            Assert.Throws<InvalidDataException>(() => Message.Read([.. Frames[..2], [], .. Enumerable.Repeat(Encoding.UTF8.GetBytes(json), 4)], ""));
    }

    // RFC 8259: names that are there twice, and half of a pair that stands for one character, are no error of JSON's own.
    [Theory]
    [InlineData("""{"code":"1","code":"2"}""")]
    [InlineData("""{"code":"\ud83d"}""")]
    [InlineData("""{"a":[{"\udc00":1}]}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void Odd_content_is_a_fault_that_can_be_answered_and_an_odd_header_is_refused(string json)
    {
        byte[][] frames = [.. Frames[..2], [], .. Frames[3..6], Encoding.UTF8.GetBytes(json)];
        var message = Message.Read(frames, "");
        Assert.NotNull(message.Fault);
        Assert.Empty(message.Content);
        (frames[4], frames[6]) = (frames[6], frames[4]);
        Assert.Throws<InvalidDataException>(() => Message.Read(frames, ""));
    }
}
