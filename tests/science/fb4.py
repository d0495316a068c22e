"""Rates of fish by the equations of Fish Bioenergetics 4, apart from the library:

    python3 fb4.py              prints the golden values of bioenergetics.c
    python3 fb4.py --check FILE fails unless each of them stands in FILE

Equations and numbering after Deslauriers et al. 2017 and the parameters that come with that program.
"""
import math
import sys

OXYCALORIFIC = 13560.0  # J per g of oxygen


def consumption(row, t):
    if row['CEQ'] == 1:
        return math.exp(row['CQ'] * t)
    if row['CEQ'] == 4:
        return math.exp(row['CQ'] * t + row['CK1'] * t ** 2 + row['CK4'] * t ** 3)
    return kitchell(t, row['CQ'], row['CTO'], row['CTM'])


def kitchell(t, q, optimum, most):
    y = math.log(q) * (most - optimum + 2)
    z = math.log(q) * (most - optimum)
    x = z ** 2 * (1 + math.sqrt(1 + 40 / y)) ** 2 / 400
    v = (most - t) / (most - optimum)
    return v ** x * math.exp(x * (1 - v))


def respiration(row, w, t):
    """J per g and day; activity follows speed by weight and temperature (REQ 1), or is ACT (REQ 2)."""
    rest = row['RA'] * w ** row['RB'] * OXYCALORIFIC
    if row['REQ'] == 2:
        return rest * kitchell(t, row['RQ'], row['RTO'], row['RTM']) * row['ACT']
    if t <= row['RTL']:
        speed = row['ACT'] * w ** row['RK4'] * math.exp(row['BACT'] * t)
    else:
        speed = row['RK1'] * w ** row['RK4'] * math.exp(row['RK5'] * t)
    return rest * math.exp(row['RQ'] * t) * math.exp(row['RTO'] * speed)


def egested(row, t, p):
    """Part of the food."""
    if row['EGEQ'] == 1:
        return row['FA']
    part = row['FA'] * t ** row['FB'] * math.exp(row['FG'] * p)
    return (part - 0.1) / 0.9 * (1 - row['PFF']) + row['PFF'] if row['EGEQ'] == 3 else part


def excreted(row, t, p):
    """Part of what is not egested."""
    return row['UA'] if row['EXEQ'] == 1 else row['UA'] * t ** row['UB'] * math.exp(row['UG'] * p)


def density(row, w):
    """J per g of the body."""
    if row['PREDEDEQ'] == 3:
        return row['Alpha1'] * w ** row['Beta1']
    if row['PREDEDEQ'] == 2:
        below = w < row['Cutoff']
        return (row['Alpha1'] + row['Beta1'] * w) if below else row['Alpha2'] + row['Beta2'] * w
    return row['ED']


def weight_of(row, energy, near):
    """The weight at which a body holds so much, by halving."""
    low, high = near / 2, near * 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if density(row, middle) * middle < energy else (low, middle)
    return low


MUSKELLUNGE = dict(CEQ=4, CA=.0126, CB=-.18, CQ=.06, CK1=.0075, CK4=-.000216, REQ=1, RA=.0026445, RB=-.18,
                   RQ=.055, RTO=.1222, RTL=0, RK1=1, RK4=0, RK5=0, ACT=1, BACT=0, SDA=.175, EGEQ=1, FA=.2,
                   EXEQ=1, UA=.0875, PREDEDEQ=1, ED=3598)
LAKE_TROUT = dict(CEQ=1, CA=.059, CB=-.307, CQ=.123, REQ=1, RA=.00463, RB=-.295, RQ=.059, RTO=.0232, RTL=11,
                  RK1=1, RK4=.05, RK5=0, ACT=11.7, BACT=.0405, SDA=.17, EGEQ=3, FA=.212, FB=-.222, FG=.631,
                  PFF=.04, EXEQ=3, UA=.0314, UB=.58, UG=-.299, PREDEDEQ=2, Alpha1=5700, Beta1=3.08,
                  Cutoff=1472, Alpha2=9090, Beta2=.778)
LIONFISH = dict(CEQ=2, CA=.603, CB=-.46, CQ=4, CTO=29.8, CTM=34.5, REQ=2, RA=.0085, RB=-.28, RQ=2.33, RTO=32,
                RTM=34.5, ACT=1.8, SDA=.2, EGEQ=1, FA=.2, EXEQ=1, UA=.06, PREDEDEQ=3, Alpha1=2708,
                Beta1=.1504)
#: name: (row, weight in g, temperature in degC)
CASES = {'muskellunge': (MUSKELLUNGE, 1000.0, 18.0), 'lake trout, cold': (LAKE_TROUT, 500.0, 8.0),
         'lake trout, warm': (LAKE_TROUT, 3000.0, 12.0), 'lionfish': (LIONFISH, 200.0, 26.0)}
PREY, DAYS = 5000.0, 0.1


def rates(row, w, t):
    """Maximum consumption, g/g/d; then J/g/d at that ration: respired, egested, excreted, net; J/g of the
    body; and the weight after a tenth of a day, in g."""
    most = row['CA'] * w ** row['CB'] * consumption(row, t)
    food = most * PREY
    faeces = food * egested(row, t, 1.0)
    urine = (food - faeces) * excreted(row, t, 1.0)
    heat = (food - faeces) * row['SDA']
    respired = respiration(row, w, t)
    net = food - faeces - urine - heat - respired
    later = weight_of(row, (density(row, w) + net * DAYS) * w, w)
    return most, respired, faeces, urine, net, density(row, w), later


def main():
    lines = [f'{{"{name}", ' + ', '.join(f'{value:.9g}' for value in rates(*case)) + '}'
             for name, case in CASES.items()]
    if sys.argv[1:2] != ['--check']:
        print('\n'.join(lines))
        return 0
    found = ''.join(open(sys.argv[2], encoding='utf-8').read().split())
    missing = [line for line in lines if ''.join(line.split())[:-1] not in found]
    for line in missing:
        print(f'not in {sys.argv[2]}: {line}')
    print(f'{len(lines) - len(missing)} of {len(lines)} rows of golden values agree')
    return len(missing) > 0


if __name__ == '__main__':
    sys.exit(main())
