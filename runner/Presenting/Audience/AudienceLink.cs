using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Runner.Presenting.Audience;

/// <summary>The audience's address, as others on the network reach it.</summary>
/// <param name="Address">Null where only this machine can: the presentation was started without <c>--audience</c>.</param>
public sealed record AudienceLink(string? Address)
{
    /// <summary>A server's name as browsers write it: without the port that goes without saying.</summary>
    public static string Origin(IPEndPoint server) => new Uri($"http://{server}").GetLeftPart(UriPartial.Authority);

    /// <summary>The address at which others on the network reach this machine.</summary>
    /// <param name="bound">What the server listens on; where that is every address, one is chosen that leads out.</param>
    public static IPAddress Reachable(IPAddress bound)
    {
        if (!bound.Equals(IPAddress.Any)) return bound;
        var reachable =
            from network in NetworkInterface.GetAllNetworkInterfaces()
            where network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback
            let properties = network.GetIPProperties()
            orderby properties.GatewayAddresses.Count descending
            from address in properties.UnicastAddresses
            where address.Address.AddressFamily == AddressFamily.InterNetwork
            select address.Address;
        return reachable.FirstOrDefault() ?? IPAddress.Loopback;
    }
}
