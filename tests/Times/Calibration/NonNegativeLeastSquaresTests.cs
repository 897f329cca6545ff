using MathNet.Numerics.LinearAlgebra;
using S2Grid.Times.Calibration;

namespace S2Grid.Times.Tests.Calibration;

public sealed class NonNegativeLeastSquaresTests
{
    [Fact]
    public void Solve_UnrestrictedSolutionIsNegative_FindsTheBestWithout()
    {
        // Unrestricted it is (2, -1); without the second column the first alone has (1 + 0) / 2.
        double[] x = NonNegativeLeastSquares.Solve(
            Matrix<double>.Build.DenseOfArray(new double[,] { { 1, 1 }, { 1, 2 } }), Vector<double>.Build.Dense([1.0, 0.0]));

        Assert.Equal(0.5, x[0], 12);
        Assert.Equal(0, x[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Solve_AnyProblem_LeavesNoSlopeThatCouldBeFollowed(int seed)
    {
        var random = new Random(seed);
        var a = Matrix<double>.Build.Dense(12, 6, (_, _) => random.NextDouble() - 0.3);
        var b = Vector<double>.Build.Dense(12, _ => random.NextDouble() - 0.5);

        double[] x = NonNegativeLeastSquares.Solve(a, b);

        Vector<double> slope = a.TransposeThisAndMultiply(b - (a * Vector<double>.Build.Dense(x)));
        Assert.Contains(x, one => one == 0);
        Assert.All(x.Zip(slope), one =>
        {
            Assert.InRange(one.First, 0, double.MaxValue);
            Assert.InRange(one.Second, one.First > 0 ? -1e-9 : double.MinValue, 1e-9);
        });
    }
}
