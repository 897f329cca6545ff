namespace S2Grid.Server.Configuration;

/// <summary>A collector of traces and metrics.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="IsHttp">Whether it is spoken to by HTTP with protobuf; else by gRPC.</param>
public sealed record OtlpTarget(Uri Address, bool IsHttp);
