using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SocketConformance.Probe;

/// <summary>
/// Where an address means something: the network of this machine, or one apart (network_namespaces(7)), which has a loopback
/// of its own, every port free, and nobody else in it. A socket is for good in the network of the thread that made it.
/// </summary>
public abstract class Network : IDisposable
{
    private static readonly Lazy<string?> trouble = new(Try);

    /// <summary>This machine's own.</summary>
    public static Network Machine { get; } = new Here();

    /// <summary>Why no network apart can be had; null when it can.</summary>
    public static string? Trouble => trouble.Value;

    /// <summary>Where the kernel shows which network it is: it lasts as long as this, and as what was started in it or has a
    /// socket there.</summary>
    public abstract string Name { get; }

    /// <summary>The folder of the kernel's tables of its sockets (proc(5): <c>/proc/PID/net</c>).</summary>
    public abstract string Tables { get; }

    /// <summary>The network that an address is of.</summary>
    public static Network Of(EndPoint endPoint) => endPoint is Address { Network: var network } ? network : Machine;

    /// <summary>A network apart, with nothing but a loopback.</summary>
    /// <exception cref="NetworkException">The kernel gives none.</exception>
    public static Network Apart() => new There();

    /// <summary>An address in it.</summary>
    public IPEndPoint At(IPAddress address, int port) => new Address(this, address, port);

    /// <summary>An address that the kernel has told of a socket in it; a path is the same everywhere.</summary>
    public EndPoint Placed(EndPoint told) => told is IPEndPoint address ? At(address.Address, address.Port) : told;

    /// <summary>A socket in it.</summary>
    public Socket Open(AddressFamily family, SocketType type, ProtocolType protocol) =>
        Within(() => new Socket(family, type, protocol)) ?? throw Gone();

    /// <summary>A socket in the network of that address: for streams, over TCP or a Unix path.</summary>
    public static Socket OpenStream(EndPoint endPoint) => endPoint is IPEndPoint
        ? Of(endPoint).Open(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>The same for datagrams.</summary>
    public static Socket OpenDatagram(IPEndPoint endPoint) =>
        Of(endPoint).Open(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);

    /// <summary>What the kernel is set to there (<c>/proc/sys/net</c>), such as <c>core/somaxconn</c>.</summary>
    public string Setting(string name) => Within(() => File.ReadAllText($"/proc/sys/net/{name}")) ?? throw Gone();

    /// <summary>What is made, or looked up, by a thread that is in it. It must not start another: that would be in it, too.</summary>
    /// <returns>Null once the network is gone.</returns>
    internal abstract T? Within<T>(Func<T> make);

    /// <summary>Nothing more is made in it, and nothing found.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    private static ObjectDisposedException Gone() => new(nameof(Network));

    private static string? Try()
    {
        try
        {
            Apart().Dispose();
            return null;
        }
        catch (NetworkException refused)
        {
            return refused.Message;
        }
    }

    private sealed class Here : Network
    {
        public override string Name { get; } = $"/proc/{Environment.ProcessId}/ns/net";

        public override string Tables => "/proc/net";

        internal override T? Within<T>(Func<T> make)
            where T : default => make();
    }

    /// <summary>A thread can go into a network of its own (unshare(2)), and is gone with it.</summary>
    private sealed class There : Network
    {
        private readonly Lock one = new();
        private readonly SemaphoreSlim wanted = new(0), made = new(0);
        private Action? make;
        private string? task;
        private Exception? refused;

        public There()
        {
            new Thread(Live, 256 * 1024) { IsBackground = true, Name = "network" }.Start();
            made.Wait();
            if (refused is not null) throw refused;
        }

        public override string Name => $"{task}/ns/net";

        public override string Tables => $"{task}/net";

        internal override T? Within<T>(Func<T> make)
            where T : default
        {
            lock (one)
            {
                if (task is null) return default;
                T? result = default;
                ExceptionDispatchInfo? failure = null;
                this.make = () =>
                {
                    try
                    {
                        result = make();
                    }
                    catch (Exception any)
                    {
                        failure = ExceptionDispatchInfo.Capture(any);
                    }
                };
                wanted.Release();
                made.Wait();
                failure?.Throw();
                return result;
            }
        }

        public override void Dispose()
        {
            lock (one)
            {
                if (task is null) return;
                (make, task) = (null, null);
                wanted.Release();
                made.Wait();
            }

            base.Dispose();
        }

        // Whoever waits for it waits as a thread: a task would be completed on a thread of the pool, which may have to be started.
        private void Live()
        {
            try
            {
                Unsharing.Begin();
                task = $"/proc/{new FileInfo("/proc/thread-self").LinkTarget}";
            }
            catch (NetworkException none)
            {
                refused = none;
                made.Release();
                return;
            }

            made.Release();
            while (true)
            {
                wanted.Wait();
                if (make is not { } next) break;
                next();
                made.Release();
            }

            made.Release();
        }
    }

    /// <summary>An address that knows its network.</summary>
    private sealed class Address(Network network, IPAddress address, int port) : IPEndPoint(address, port)
    {
        public Network Network => network;
    }
}

/// <summary>No network apart can be had.</summary>
public sealed class NetworkException(string message) : Exception(message);

/// <summary>The calls of the kernel's that put a thread into a network apart.</summary>
internal static partial class Unsharing
{
    private const int NewNetwork = 0x40000000; // CLONE_NEWNET
    private const int GetFlags = 0x8913, SetFlags = 0x8914; // SIOCGIFFLAGS, SIOCSIFFLAGS
    private const int Name = 16; // IFNAMSIZ
    private const short Up = 1; // IFF_UP

    /// <summary>Leaves all other threads for a network in which only the loopback is up.</summary>
    public static void Begin()
    {
        if (unshare(NewNetwork) != 0) throw Failed("unshare");
        using var any = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Span<byte> request = stackalloc byte[40]; // struct ifreq
        request.Clear();
        Encoding.ASCII.GetBytes("lo", request);
        if (ioctl((int)any.Handle, GetFlags, request) != 0) throw Failed("SIOCGIFFLAGS");
        MemoryMarshal.Write(request[Name..], (short)(MemoryMarshal.Read<short>(request[Name..]) | Up));
        if (ioctl((int)any.Handle, SetFlags, request) != 0) throw Failed("SIOCSIFFLAGS");
    }

    private static NetworkException Failed(string call) => new($"{call}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, nuint request, Span<byte> argument);
}
