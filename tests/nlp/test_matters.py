"""What is a matter and what is not: sentences of the acceptance scenarios, and more like them."""

from datetime import datetime

import pytest

from community.calendar import ZONE
from handlers import routers
from nlp.guess import Tier
from nlp.neighbourhood import Neighbourhood
from nlp.understand import Understander

NOW = datetime(2025, 7, 26, 9, 0, tzinfo=ZONE)
HERE = Neighbourhood("蔚蓝香廷", ("8号车库", "快递柜", "围墙", "地面停车场"), ("蔚蓝香廷",))
UNDERSTAND = Understander(intent for router in routers() for intent in router.intents)


def matter(text, tier=Tier.SURE):
    found = [m for m in UNDERSTAND(text, HERE, NOW).meanings if m.intent == "matter"]
    return found[0].what if found and found[0].tier >= tier else None


@pytest.mark.parametrize(
    ("text", "kind", "cat"),
    [
        ("蔚蓝香廷小区8号车库路面破损严重，是不是该修复一下", "投诉", "道路设施"),
        ("8栋2单元漏水三天了，物业公司没人管", "投诉", "漏水"),
        ("9栋路灯坏了，之前报过没人来修", "投诉", "照明"),
        ("9栋路灯之前报过，还是不亮", "投诉", "照明"),
        ("我的车位又被人占了，13栋地下车库", "投诉", "停车"),
        ("王小宝今天又没来上学，家长电话打不通", "求助", "未成年人保护"),
        ("我家没水啊", "投诉", "停水"),
        ("5栋漏了", "投诉", "漏水"),
        ("煤气味好大 物业电话打不通 物业不管", "投诉", "燃气"),
        ("门禁到底修不修？6栋的", "投诉", "公共设施"),
        ("1栋1单元楼道着火了！！", "求助", "其他"),
        ("4栋配电箱冒烟了", "投诉", "供电"),
        ("2栋楼下有人触电了", "求助", "人身"),
        ("3栋302煤气味好大，哈哈别点烟", "投诉", "燃气"),
        ("8幢二单元进门那里滴水滴得厉害", "投诉", "漏水"),
        ("8栋3单元也漏", "投诉", "漏水"),
        ("那边那个灯又不亮了", "投诉", "照明"),
        ("1號樓電梯壞了，麻煩看一下", "投诉", "电梯"),
        ("都(dōu)堵了 楼道(lóudào)被杂物堵死 2栋", "投诉", "楼道堆物"),
        ("我的小孩现在处于叛逆期，老是逃课，社区干部能帮帮我吗", "求助", "家庭教育"),
        ("楼上半夜剁骨头没法睡，说了几次都不听，就是502那家", "矛盾", "噪声"),
        ("能不能找个人帮我们评评理，楼上漏水赔偿谈不拢", "矛盾", "损害赔偿"),
        ("6栋楼道网线跟蜘蛛网一样，新旧缠一起，哪天着火，三家运营商都不管", "投诉", "线路"),
        ("4栋一开暖气就跳闸，变压器太老了", "投诉", "供电"),
        ("9栋楼下烧烤半夜很吵，影响休息", "投诉", "噪声"),
        ("快递柜坏了，半边打不开", "投诉", "公共设施"),
        ("围墙掉砖了，差点砸到人", "投诉", "高空坠物"),
        ("建议多放几个长椅", "建议", "公共设施"),
        ("9栋王某某偷接公共电", "投诉", "治安"),
        ("我家小宝罗小明今年9岁，被同学欺负了", "求助", "未成年人保护"),
        ("5栋门口有老人摔倒了起不来", "求助", "人身"),
        ("地面停车场又有人占两个车位不交钱", "投诉", "停车"),
        ("2栋楼下垃圾桶都满出来了，苍蝇满天飞", "投诉", "环境卫生"),
        ("面包车把地下车库出口堵死了", "投诉", "停车"),
        ("门禁刷不开", "投诉", "公共设施"),
        ("单杠松了", "投诉", "公共设施"),
        ("防火门前堆满杂物", "投诉", "楼道堆物"),
        ("3栋501往楼下扔垃圾", "投诉", "高空坠物"),
        ("上次那个灯又坏了", "投诉", "照明"),
        ("停电了，手机也没电了，3栋", "投诉", "供电"),
        ("居住证办了三个月还没下来", "投诉", "政务"),
    ],
)
def test_an_open_problem_is_a_matter(text, kind, cat):
    found = matter(text)

    assert found is not None
    assert (found.kind, found.cat) == (kind, cat)


@pytest.mark.parametrize(
    "text",
    [
        "今天天气真好",
        "8栋没有漏水啊",
        "阳光花园又漏水了",
        "昨天那个电视剧里电梯坏了吓死人",
        "我电动车坏了在路上",
        "漏水的事情谢谢大家关心",
        "请问社保卡丢了怎么补",
        "刚才那个消防车是来救猫的，不是着火，大家别慌",
        "这灶打不着火了",
        "今天热到爆炸，忙得冒烟",
        "听说隔壁阳光花园停电两天了，真惨",
        "去年漏水那次你们修得真快",
        "再不修我就把物业经理吊路灯上哈哈哈",
        "电梯要是坏了找谁",
        "停电了？",
        "有没有人家里停水的？",
        "来电了",
        "电梯修好了，谢谢师傅",
        "谁有电钻借用一下？装个架子",
        "下班堵在桥上了",
        "我家猫又跑我床上了",
        "【停水通知】因管道检修，明天将于9点停水",
        "公司卫生间漏水，在家办公",
        "不是漏水，是空调冷凝水，虚惊一场",
        "专业维修水管漏水，上门服务，低价",
        "停车位到底怎么分，大家说说",
        "要是漏水就麻烦了",
        "您的建议真好",
        "手机没电了等会聊",
        "孩子的玩具车灯不亮了",
        "鱼缸没水啊",
        "杯子里一点水都没有",
        "这西瓜一点水都没有",
        "我家灯泡坏了哪里有卖的",
        "医保怎么报销",
        "居住证办好了",
        "",
        "。",
        "[图片]",
    ],
)
def test_chatter_is_none(text):
    assert matter(text, Tier.HALF_SURE) is None


@pytest.mark.parametrize(
    "text",
    [
        "我们楼道灯真好，一个月就亮三天",
        "12栋停电了吗？",
        "3栋是不是停电了？",
        "是不是着火了？",
        "垃圾车可真勤快啊，五天才来一趟",
    ],
)
def test_irony_and_probing_with_a_place_are_left_to_a_worker(text):
    assert matter(text) is None
    assert matter(text, Tier.HALF_SURE) is not None


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("2栋水管爆了", "急"),
        ("我家厨房着火了，6栋201", "特急"),
        ("3栋有人触电了", "特急"),
        ("8栋2单元漏水", ""),
        ("3栋502有煤气味很重！", "特急"),
        ("3栋电梯困人了", "特急"),
        ("5栋配电箱冒烟了，没电了", "特急"),
        ("6栋网线乱缠，哪天着火，都不管", ""),
    ],
)
def test_danger_lifts_unless_it_is_only_supposed(text, level):
    assert matter(text).level == level


@pytest.mark.parametrize(
    ("text", "visibility", "minor"),
    [
        ("楼上半夜剁骨头没法睡", "受限", False),
        ("9栋王某某偷接公共电", "受限", False),
        ("我的小孩老是逃课，社区能帮帮吗", "专人", True),
        ("3栋灯坏了", "公开", False),
    ],
)
def test_what_is_private_is_known_as_private(text, visibility, minor):
    found = matter(text)

    assert (found.visibility, found.minor) == (visibility, minor)


def test_of_several_buildings_the_one_in_the_same_clause_is_meant():
    assert matter("3栋路灯亮得很，9栋电梯坏了").where.building == "9栋"
    assert matter("8栋漏水，就是2单元那边").where.unit == "2单元"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("3栋漏水，9栋电梯也坏了", [("漏水", "3栋"), ("电梯", "9栋")]),
        ("1.3栋路灯不亮\n2.9栋电梯坏了", [("照明", "3栋"), ("电梯", "9栋")]),
        ("1.5栋路灯不亮 2.6栋电梯坏了", [("照明", "5栋"), ("电梯", "6栋")]),
        ("3栋、5栋路灯都不亮", [("照明", "3栋")]),
        ("我住8栋，7栋楼道灯坏了", [("照明", "7栋")]),
        ("3栋漏水，5栋的邻居帮忙看看", [("漏水", "3栋")]),
        (
            "2栋3单元二楼感应灯不亮，快递柜也打不开",
            [("照明", "2栋"), ("公共设施", "快递柜")],
        ),
    ],
)
def test_matters_told_in_one_breath_are_told_apart(text, told):
    found = matter(text)

    assert [(one.cat, one.where.node) for one in (found, *found.also)] == told


def test_a_building_is_kept_beside_a_named_place():
    found = matter("我在快递柜这边等，2栋3单元二楼感应灯不亮")

    assert (found.where.building, found.where.unit, found.where.floor) == ("2栋", "3单元", "2楼")


def test_words_that_accuse_are_kept_private_with_every_matter():
    found = matter("3栋电梯坏了，9栋王老五偷接公共电")

    assert [one.visibility for one in (found, *found.also)] == ["受限", "受限"]
