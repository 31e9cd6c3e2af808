# census.pl: prints, for every method of the interval, difference and
# stratified-difference families and each of its forms, which sources it is held to
# and in how many cases: the rows of the oracles that have a source's column filled,
# and the cases that the programs in C draw, which they count and fail below. census.pl
# TESTS, the directory; ends with status 1 when a form has fewer than 2,000 cases from
# each of two sources. Those drawn for wald, newcombe and agresti-caffo are of any
# population, and stand with the finite ones.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
use strict;
use warnings;

chdir $ARGV[0] or die "census.pl: $ARGV[0]: $!\n" if @ARGV;
my $least = 2000;
my %cases;    # family, method, form -> source -> cases

sub add {
  my ($family, $method, $form, $source, $count) = @_;
  $cases{"$family\t$method\t$form"}{$source} += $count;
}

# The rows of an oracle, as hashes.
sub rows_of {
  my ($file) = @_;
  open my $stream, '<', "oracle/$file" or die "census.pl: oracle/$file: $!\n";
  my @lines = grep { !/^#/ } <$stream>;
  chomp @lines;
  my @names = split /,/, shift @lines;
  return map { my %row; @row{@names} = split /,/, $_, -1; \%row } @lines;
}

sub is_filled {
  my ($text) = @_;
  return defined $text && $text ne '' && $text ne 'NA';
}

sub is_finite {
  my ($row) = @_;
  return ($row->{population1} || 0) != 0 || ($row->{population2} || 0) != 0;
}

sub form_of {
  my ($row, $is_finite) = @_;
  return ($row->{scale} || 'difference') . ($is_finite ? ', finite' : '');
}

sub text_of {
  my ($file) = @_;
  open my $stream, '<', $file or die "census.pl: $file: $!\n";
  local $/;
  return scalar <$stream>;
}

# A number that a test program declares.
sub declared {
  my ($file, $pattern) = @_;
  my $text = text_of($file);
  $text =~ /$pattern/ or die "census.pl: $file: no $pattern\n";
  return $1;
}

# ------------------------------------------------------------- intervals --
for my $name (map { s/_/-/gr } text_of('../src/interval/methods.def') =~ /^PM_INTERVAL_ROW\((\w+)\)/mg) {
  add('interval', $name, '', 'R', scalar rows_of("interval_$name.csv"));
}
for my $row (rows_of('interval.csv')) {
  add('interval', $row->{method}, '', 'R', 1) if is_filled($row->{lower_r});
  add('interval', $row->{method}, '', 'mpmath', 1) if is_filled($row->{lower});
}
my $equations = 'check_interval_equations.c';
my $count = declared($equations, 'enum \{ CASES = (\d+) \}');
add('interval', $_, '', 'C', $count) for text_of($equations) =~ /\{\.method = "([\w-]+)"/g;
add('interval', 'blaker', '', 'C', declared('check_interval_exact.c', 'enum \{ CASES = (\d+) \}'));
add('interval', $_, '', 'C', declared('check_interval_tables.c', 'cases < (\d+)'))
  for 'blyth-still-casella', 'wang';

# ----------------------------------------------------------- differences --
for my $row (rows_of('difference.csv')) {
  my $form = form_of($row, is_finite($row));
  add('difference', $row->{method}, $form, 'R', 1) if is_filled($row->{lower_r});
  add('difference', $row->{method}, $form, 'mpmath', 1) if is_filled($row->{lower});
}
for my $row (rows_of('difference_large.csv'), rows_of('difference_finite.csv')) {
  for my $column (keys %$row) {
    next unless $column =~ /^(.*)_(difference|ratio|odds)_lower(_r)?$/ && is_filled($row->{$column});
    my ($method, $scale, $is_r) = ($1, $2, $3);
    my $digits = is_finite($row) && $method !~ /^(wald|newcombe)$/ ? 'scipy' : 'mpmath';
    add('difference', $method, form_of({scale => $scale}, is_finite($row)), $is_r ? 'R' : $digits, 1);
  }
}
$count = declared('check_difference_equations.c', 'enum \{ CASES = (\d+),');
for my $line (text_of('check_difference_equations.c') =~ /^    \{("[\w-]+", PM_SCALE_\w+), \w+\},/mg) {
  my ($method, $scale) = $line =~ /"([\w-]+)", PM_SCALE_(\w+)/;
  add('difference', $method, lc($scale) . ', finite', 'C', $count);
}
$count = declared('check_difference_oracle.c', 'enum \{ CASES = (2500) \}');
for my $method ('mee', 'miettinen-nurminen') {
  for my $scale ('difference', 'ratio', 'odds') {
    add('difference', $method, $_, 'C', $count) for $scale, "$scale, finite";
  }
}
add('difference', 'exact-unconditional', form_of($_, is_finite($_)), 'scipy', 1)
  for rows_of('difference_exact_forms.csv'), rows_of('difference_exact_larger.csv');
add('difference', 'exact-unconditional', 'difference', 'R', scalar rows_of('difference_exact.csv'));
add('difference', 'exact-unconditional', $_->{scale}, 'R', 1)
  for rows_of('difference_exact_scales.csv');
my $pairs = 'check_difference_exact_equations.c';
$count = declared($pairs, 'enum \{ PAIRS = (\d+) \}') * declared($pairs, 'LEVELS = (\d+)');
my $finite = declared('check_difference_exact.c', 'enum \{ CASES = (2\d+) \}');
for my $scale ('difference', 'ratio', 'odds') {
  add('difference', 'exact-unconditional', $scale, 'C', $count);
  add('difference', 'exact-unconditional', "$scale, finite", 'C', $finite);
}

# --------------------------------------------------- differences by stratum --
my $drawn = declared('strata_trial.h', 'CASES = (\d+)');
my %oracles = ('stratified-newcombe' => ['difference_strata.csv', undef, $drawn],
               'stratified-miettinen-nurminen' =>
                 ['difference_strata_score.csv', 'lower_mpmath', $drawn / 5],
               'stratified-mover-hypergeometric' =>
                 ['difference_strata_mover.csv', 'lower_py', $drawn]);
for my $method (keys %oracles) {
  my ($file, $other, $checked) = @{ $oracles{$method} };
  for my $row (rows_of($file)) {
    add('stratified-difference', $method, '', 'R', 1) if is_filled($row->{lower});
    add('stratified-difference', $method, '', $other =~ /mpmath/ ? 'mpmath' : 'fractions', 1)
      if defined $other && is_filled($row->{$other});
  }
  add('stratified-difference', $method, '', 'C', $checked);
}

# ------------------------------------------------------------------ table --
my $short = 0;
print "| family | method | form | sources and cases |\n| --- | --- | --- | --- |\n";
for my $key (sort keys %cases) {
  my ($family, $method, $form) = split /\t/, $key, -1;
  my %of = %{ $cases{$key} };
  my $enough = grep { $_ >= $least } values %of;
  if ($enough < 2) {
    $short = 1;
    print STDERR "census.pl: $method $form has fewer than $least cases from two sources\n";
  }
  print "| $family | $method | $form | ",
    join(', ', map { "$_ $of{$_}" } sort keys %of), " |\n";
}
exit $short;
