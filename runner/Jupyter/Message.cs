using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Runner.Jupyter;

/// <summary>A message between a Jupyter front end and its kernel.</summary>
/// <param name="Identities">The way back to who sent it; a topic where it is for everybody.</param>
/// <param name="Header">What it is, and whose.</param>
/// <param name="ParentHeader">The header of the message that it answers.</param>
/// <param name="Content">What it says.</param>
/// <remarks><see href="https://jupyter-client.readthedocs.io/en/stable/messaging.html">Messaging in Jupyter</see>, version 5.4.</remarks>
public sealed record Message(IReadOnlyList<byte[]> Identities, JsonObject Header, JsonObject ParentHeader, JsonObject Content)
{
    /// <summary>The version of the protocol.</summary>
    public const string Protocol = "5.4";

    /// <summary>Why the content of a message that came could not be read; null where it could.</summary>
    public string? Fault { get; init; }

    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();

    /// <summary>For example <c>execute_request</c>.</summary>
    public string Type => (string?)Header["msg_type"] ?? "";

    /// <summary>A message of this type that belongs to another.</summary>
    /// <param name="session">Who sends it.</param>
    public static Message New(string type, string session, JsonObject content, Message? parent = null, params IReadOnlyList<byte[]> identities) => new(
        identities,
        new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString("n"),
            ["msg_type"] = type,
            ["session"] = session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture),
            ["version"] = Protocol,
        },
        parent?.Header.DeepClone().AsObject() ?? [],
        content);

    /// <summary>Reads what came from a socket. Where only the content cannot be read, whoever sent it can still be told.</summary>
    /// <exception cref="InvalidDataException">It is no message, or was not signed with this key.</exception>
    public static Message Read(IReadOnlyList<byte[]> frames, string key)
    {
        var start = frames.ToList().FindIndex(frame => frame.AsSpan().SequenceEqual(Delimiter));
        if (start < 0 || frames.Count < start + 6) throw new InvalidDataException("This is no message of Jupyter.");
        var parts = frames.Skip(start + 2).Take(4).ToList();
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(parts, key)), frames[start + 1])) throw new InvalidDataException("The message was signed with another key.");
        try
        {
            var message = WithContent(new([.. frames.Take(start)], Parse(parts[0]), Parse(parts[1]), []), parts[3]);
            return message.Type != "" ? message : throw new InvalidDataException("The message does not say of what type it is.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"The message cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The message as a socket sends it.</summary>
    public IReadOnlyList<byte[]> Write(string key)
    {
        byte[][] parts = [Bytes(Header), Bytes(ParentHeader), "{}"u8.ToArray(), Bytes(Content)];
        return [.. Identities, Delimiter, Encoding.ASCII.GetBytes(Sign(parts, key)), .. parts];
    }

    private static string Sign(IEnumerable<byte[]> parts, string key)
    {
        if (key == "") return "";
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key));
        foreach (var part in parts) hash.AppendData(part);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Message WithContent(Message message, byte[] json)
    {
        try
        {
            return message with { Content = Parse(json) };
        }
        catch (JsonException e)
        {
            return message with { Fault = e.Message };
        }
    }

    // A JsonNode looks at names and texts when it is asked for them, and would refuse odd ones only then.
    private static JsonObject Parse(byte[] json)
    {
        try
        {
            for (var reader = new Utf8JsonReader(json); reader.Read();)
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) reader.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a text in it is not Unicode", e);
        }
        return JsonNode.Parse(json, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject ?? throw new JsonException("it is no object");
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
