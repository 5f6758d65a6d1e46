using System.Text.Json;
using System.Text.Json.Serialization;

namespace Runner.Jupyter;

/// <summary>Where a Jupyter front end wants its kernel to listen, and the key that both sign with.</summary>
/// <param name="Ip">The address to listen on.</param>
/// <param name="ShellPort">Requests, one after another.</param>
/// <param name="ControlPort">Requests that do not wait for a running cell.</param>
/// <param name="StdinPort">Questions to the person, and the answers.</param>
/// <param name="IopubPort">Outputs, for everybody who listens.</param>
/// <param name="HeartbeatPort">Sends back what comes.</param>
/// <param name="Key">Signs messages; empty where they are not signed.</param>
/// <remarks><see href="https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files">Connection files</see></remarks>
public sealed record Connection(
    string Ip,
    int ShellPort,
    int ControlPort,
    int StdinPort,
    int IopubPort,
    [property: JsonPropertyName("hb_port")] int HeartbeatPort,
    string Key,
    string Transport = "tcp",
    string SignatureScheme = "hmac-sha256")
{
    private static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Reads a connection file.</summary>
    /// <exception cref="InvalidDataException">It is none, or asks for a transport or signature that is not known here.</exception>
    public static Connection Read(string path)
    {
        Connection connection;
        try
        {
            connection = JsonSerializer.Deserialize<Connection>(File.ReadAllText(path), Snake) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no connection file of Jupyter: {e.Message}", e);
        }

        if (connection.Transport != "tcp") throw new InvalidDataException($"{path} asks for the transport {connection.Transport}; only tcp is known here.");
        if (connection.Key != "" && connection.SignatureScheme != "hmac-sha256") throw new InvalidDataException($"{path} asks for signatures by {connection.SignatureScheme}; only hmac-sha256 is known here.");
        return connection;
    }

    /// <summary>The address of a port, as sockets take it.</summary>
    public string Address(int port) => $"tcp://{Ip}:{port}";
}
