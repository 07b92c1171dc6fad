"""Where the trial's 220 sites were listed on 27 January 2026, by country and city: facts of the seed page.

The page shows neither zips nor statuses; the demo invents both and says so.
"""

from __future__ import annotations

# "Roma ×3": three sites of that city. "Irvine/California": a city of that state.
SITES: dict[str, str] = {
    "United States": (
        "Irvine/California; Aurora/Colorado; Denver/Colorado; New Haven/Connecticut; "
        "Washington D.C./District of Columbia; Boca Raton/Florida; Boynton Beach/Florida; "
        "Gainesville/Florida; Margate/Florida; Miami/Florida; Orlando/Florida; "
        "Palm Beach Gardens/Florida; Plant City/Florida; Atlanta/Georgia; Willowbrook/Illinois; "
        "Fairway/Kansas; Baltimore/Maryland; Boston/Massachusetts; Ann Arbor/Michigan; "
        "Great Neck/New York; Charlotte/North Carolina ×2; Durham/North Carolina; Cleveland/Ohio; "
        "Middleburg Heights/Ohio; Pittsburgh/Pennsylvania; Charleston/South Carolina; "
        "Summerville/South Carolina; Allen/Texas; Colleyville/Texas; El Paso/Texas; "
        "North Richland Hills/Texas; Milwaukee/Wisconsin"
    ),
    "Argentina": "Buenos Aires; CABA; Ciudad de Buenos Aires; Quilmes; San Miguel de Tucumán",
    "Australia": "Camperdown; Nedlands; New Lambton; Southport; Woodville South",
    "Austria": "Graz; Vienna",
    "Belgium": "Ghent; Leuven; Merksem",
    "Brazil": ("Joinville; Juiz de Fora; Pelotas; Porto Alegre; Salvador ×2; São José do Rio Preto; São Paulo ×2"),
    "Bulgaria": "Haskovo; Plovdiv ×3; Sofia; Stara Zagora",
    "Canada": "Calgary/Alberta ×2; Montreal/Quebec",
    "Chile": "Concepción; Las Condes; Osorno; Santiago ×3",
    "China": (
        "Beijing ×4; Chongqing; Dongguan; Guangzhou ×2; Hangzhou; Hengyang; Jining; Nanjing; "
        "Shanghai ×4; Shijiazhuang; Wenzhou; Zhengzhou"
    ),
    "Czechia": "Prague",
    "Denmark": "Aarhus N; Copenhagen; Odense C",
    "France": "Angers; Brest; Le Mans; Lille; Lyon; Paris ×2; Reims; Rouen; Strasbourg; Toulouse",
    "Germany": "Bad Nauheim; Berlin; Bonn; Freiburg im Breisgau; Herne; München; Tübingen",
    "Hungary": "Debrecen; Szeged",
    "India": (
        "Ahmedabad ×2; Dehradun; Gurugram; Hyderabad; Kolkata; Lucknow; Mumbai ×3; Mysuru; New Delhi; "
        "Puducherry; Secunderabad"
    ),
    "Israel": "Afula; Haifa ×2; Jerusalem; Kfar Saba; Ramat Gan",
    "Italy": "Ancona; Bari; Catania; Milan ×2; Padua; Palermo; Pavia; Pisa; Roma ×3; Rozzano; Siena",
    "Japan": (
        "Asahikawa-Shi; Bunkyō City; Chiba; Fukuoka; Iruma-Gun; Kawachinagano-shi; Kawasaki-shi; "
        "Nagoya ×2; Okayama; Omura-shi; Sendai; Shinjuku-ku; Tachikawa-shi; Yotsukaido-shi"
    ),
    "Mexico": "Culiacán; D.F; Guadalajara ×3; Mexico City ×2; México ×2",
    "Netherlands": "Amsterdam",
    "Poland": "Bialystok; Krakow ×2; Lodz; Poznan ×2; Warsaw ×2; Wroclaw",
    "Puerto Rico": "Caguas; San Juan",
    "South Korea": "Daejeon; Seoul ×4",
    "Spain": "A Coruña; Barcelona ×3; Córdoba; L'Hospitalet de Llobregat; Madrid ×2; Sabadell; Valladolid",
    "Sweden": "Stockholm; Uppsala",
    "Taiwan": "Kaohsiung City ×2; New Taipei City; Taichung ×2; Taipei; Taoyuan District",
    "United Kingdom": "Edinburgh; London; Wolverhampton",
    "Vietnam": "Hanoi ×2; Hà Nội ×2; Ho Chi Minh City; Hochiminh City; Hồ Chí Minh; Huế",
}
